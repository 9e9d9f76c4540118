using System.Globalization;
using BenchmarkDotNet.Running;
using GroupResults.Benchmarks.Parts;
using GroupResults.Benchmarks.Table;

const string Help =
    """
    Measures GroupResults. Nothing here is a test; run it in Release on a quiet machine:

      dotnet run -c Release --project tests/Benchmarks -- table [--rounds N]
          Reads of an autoland-sized push over HTTP, beside a row-per-result storage as Treeherder has it,
          in one run and in turns; and what a result takes on disk.

      dotnet run -c Release --project tests/Benchmarks -- parts [BenchmarkDotNet's arguments]
          The parts that a read is made of, such as --filter '*Json*'.
    """;

switch (args)
{
    case ["table"]:
        return await TableCommand.RunAsync(rounds: 20);
    case ["table", "--rounds", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
        return await TableCommand.RunAsync(rounds);
    case ["parts", .. var rest]:
        // In this process: BenchmarkDotNet would look for a project that is called like the assembly.
        BenchmarkSwitcher.FromTypes([typeof(PartsBenchmarks)]).Run(["--inProcess", .. rest.Contains("--filter") ? rest : ["--filter", "*", .. rest]]);
        return 0;
    case [LegacyService.Argument, var url, var database]:
        await LegacyService.RunAsync(url, database); // What `table` starts as a process of its own.
        return 0;
    default:
        Console.WriteLine(Help);
        return args is [] or ["help"] or ["--help"] or ["-h"] ? 0 : 2;
}

using System.Globalization;
using BenchmarkDotNet.Running;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Parts;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;

const string Help =
    """
    Measures GroupResults. Nothing here is a test; run it in Release on a quiet machine:

      dotnet run -c Release --project tests/Benchmarks -- table [--rounds N]
          Reads of an autoland-sized push over HTTP, beside a row-per-result storage as Treeherder has it,
          in one run and in turns; and what a result takes on disk.

      dotnet run -c Release --project tests/Benchmarks -- load [--only PART] [--seconds N] [--rounds N] [--clients N]
          The service under load by wrk, in turns with nginx sending the same bytes from files, with bare ASP.NET Core
          and with plain ADO.NET: requests per second, p50, p99 and the ratios. Parts: rest, graphql, conditional,
          reports. A turn takes 3 seconds, each side has 5, with 16 clients, unless told otherwise.
          Needs nginx and wrk: apt-get install nginx-light wrk

      dotnet run -c Release --project tests/Benchmarks -- parts [BenchmarkDotNet's arguments]
          The parts that a read is made of, such as --filter '*Json*'.
    """;

switch (args)
{
    case ["table"]:
        return await TableCommand.RunAsync(rounds: 20);
    case ["table", "--rounds", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
        return await TableCommand.RunAsync(rounds);
    case ["load", .. var rest] when LoadOptions.Parse(rest) is { } options:
        return await Interruption.RunAsync(cancellationToken => LoadCommand.RunAsync(options, cancellationToken));
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

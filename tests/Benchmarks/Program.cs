using System.Globalization;
using BenchmarkDotNet.Running;
using GroupResults.Benchmarks.Growth;
using GroupResults.Benchmarks.Hostile;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Parts;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Questions;
using GroupResults.Benchmarks.Soak;
using GroupResults.Benchmarks.Subscribers;
using GroupResults.Benchmarks.Table;

const string Help =
    """
    Measures GroupResults. Nothing here is a test; run it in Release on a quiet machine:

      dotnet run -c Release --project tests/Benchmarks -- table [--rounds N]
          Reads of an autoland-sized push over HTTP, beside a row-per-result storage as Treeherder has it,
          in one run and in turns; and what a result takes on disk.

      dotnet run -c Release --project tests/Benchmarks -- load [--only PART] [--seconds N] [--rounds N] [--clients N]
          The service under load by wrk, in turns with nginx sending the same bytes from files, with bare ASP.NET Core
          and with plain ADO.NET: requests per second, p50, p99 and the ratios. PART is one of rest, graphql,
          conditional, miss, reports, memory, start. N: 3 seconds a turn, 5 rounds, 16 clients unless told otherwise.

      dotnet run -c Release --project tests/Benchmarks -- growth [--seconds N] [--rounds N]
          Reads as pushes grow to 250,000 results, databases to 10,000 pushes, and clients to 64.

      dotnet run -c Release --project tests/Benchmarks -- soak [--minutes N]
          Hits of all kinds, misses and reports at once for 10 minutes, and the service's memory every 15 seconds.

      dotnet run -c Release --project tests/Benchmarks -- subscribers [--count N]
          A report every 100 ms to a push with 1,000 subscribers over WebSockets, in turns with none: what an
          acknowledgement takes, whether every change arrives in order, and the memory before, with and after them.
          Then 1,000 long-polls on 100 pushes: how long after an acknowledgement they are answered.

      dotnet run -c Release --project tests/Benchmarks -- questions [--seconds N] [--rounds N] [--clients N]
          The failures of an autoland-sized push with their origins over 20 parents of the same size: the first read after
          a report beside a miss of the map, repeated reads beside the same without origins, and what a bot's walk over
          the maps transfers.

      dotnet run -c Release --project tests/Benchmarks -- history [--pushes N]
          The history of a group over 1,000 pushes of 10,000 results from their roll-ups and from their task runs, what a
          result takes on disk with roll-ups, and what other questions across pushes take.

      dotnet run -c Release --project tests/Benchmarks -- hostile [--only ATTACK] [--seconds N] [--rounds N] [--clients N] [--percent N] [--pushes N]
          Attacks by 16 clients, in turns with quiet: how they are answered, what the service's memory comes to, what
          p99 other clients see, and what a client gets that asks for what has to be computed. ATTACK is what names begin
          with, such as zip,deaf. N: 5 seconds a turn, 3 rounds, 100 percent of the requests that are held, 200,000 pushes
          in the database.

      load, growth, soak, questions and hostile need nginx and wrk: apt-get install nginx-light wrk

      dotnet run -c Release --project tests/Benchmarks -- parts [BenchmarkDotNet's arguments]
          The parts that a read is made of, such as --filter '*Json*', and what a request costs on its way through MediatR.
    """;

switch (args)
{
    case ["table"]:
        return await TableCommand.RunAsync(rounds: 20);
    case ["table", "--rounds", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
        return await TableCommand.RunAsync(rounds);
    case ["load", .. var rest] when LoadOptions.Parse(rest) is { } options:
        return await Interruption.RunAsync(cancellationToken => LoadCommand.RunAsync(options, cancellationToken));
    case ["growth", .. var rest] when LoadOptions.Parse(rest) is { } options:
        return await Interruption.RunAsync(cancellationToken => GrowthCommand.RunAsync(options, cancellationToken));
    case ["soak"]:
        return await Interruption.RunAsync(cancellationToken => SoakCommand.RunAsync(SoakCommand.DefaultMinutes, cancellationToken));
    case ["soak", "--minutes", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var minutes) && minutes > 0:
        return await Interruption.RunAsync(cancellationToken => SoakCommand.RunAsync(minutes, cancellationToken));
    case ["subscribers"]:
        return await Interruption.RunAsync(cancellationToken => SubscribersCommand.RunAsync(SubscribersCommand.DefaultSubscribers, cancellationToken));
    case ["subscribers", "--count", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count > 0:
        return await Interruption.RunAsync(cancellationToken => SubscribersCommand.RunAsync(count, cancellationToken));
    case ["questions", .. var rest] when LoadOptions.Parse(rest) is { } options:
        return await Interruption.RunAsync(cancellationToken => QuestionsCommand.RunAsync(options, cancellationToken));
    case ["history"]:
        return await Interruption.RunAsync(cancellationToken => HistoryCommand.RunAsync(HistoryCommand.DefaultPushes, cancellationToken));
    case ["history", "--pushes", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count > 0:
        return await Interruption.RunAsync(cancellationToken => HistoryCommand.RunAsync(count, cancellationToken));
    case ["hostile", .. var rest] when HostileOptions.Parse(rest) is { } options:
        return await Interruption.RunAsync(cancellationToken => HostileCommand.RunAsync(options, cancellationToken));
    case ["parts", .. var rest]:
        // In this process: BenchmarkDotNet would look for a project that is called like the assembly.
        BenchmarkSwitcher.FromTypes([typeof(PartsBenchmarks), typeof(MediatorBenchmarks)]).Run(["--inProcess", .. rest.Contains("--filter") ? rest : ["--filter", "*", .. rest]]);
        return 0;
    case [LegacyService.Argument, var url, var database]:
        await LegacyService.RunAsync(url, database); // What `table` starts as a process of its own.
        return 0;
    default:
        Console.WriteLine(Help);
        return args is [] or ["help"] or ["--help"] or ["-h"] ? 0 : 2;
}

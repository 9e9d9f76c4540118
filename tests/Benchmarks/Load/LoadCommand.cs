using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Start;
using GroupResults.Benchmarks.Table;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// The service as a process under the load of many clients, beside what could do no less: nginx with the same bytes, bare
/// ASP.NET Core, plain ADO.NET. Each pair takes turns in one run; only the ratios mean something on another machine.
/// </summary>
internal static class LoadCommand
{
    private static readonly (string Name, Func<LoadRun, Task> Run)[] ServiceParts =
    [
        ("rest", RestPart.RunAsync),
        ("graphql", GraphQLPart.RunAsync),
        ("conditional", ConditionalPart.RunAsync),
        ("miss", MissPart.RunAsync),
        ("reports", ReportsPart.RunAsync),
        ("memory", MemoryPart.RunAsync),
    ];

    /// <summary>After everything else that this process had to do.</summary>
    private const double MemoryTargetBytes = 500e6;

    internal static IEnumerable<string> Parts => [.. ServiceParts.Select(part => part.Name), StartPart.Name];

    internal static async Task RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Tools.Require();
        var directory = Directory.CreateTempSubdirectory("groupresults-load").FullName;
        try
        {
            await MeasureAsync(options, directory, cancellationToken);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(LoadOptions options, string directory, CancellationToken cancellationToken)
    {
        var data = new BenchmarkData();
        var database = Path.Combine(directory, "load.db");
        var copies = options.Only is null or "memory" ? MemoryPart.Copies : LoadDatabase.ChangingCopy;
        await LoadDatabase.CreateAsync(database, data.Reports, data.Big.Key, copies);
        Console.WriteLine(FormattableString.Invariant($"The large push: {data.Big.Reports.Count:N0} task runs, {data.Big.ResultCount:N0} results"));
        Console.WriteLine($"The databases lie on {new DriveInfo(directory).DriveFormat}.");
        Console.WriteLine($"{options.Rounds} rounds, {options.Seconds} s a turn, {Environment.ProcessorCount} cores");
        if (options.Only is not StartPart.Name) await LoadServiceAsync(options, data, directory, database, cancellationToken);
        if (options.Only is null or StartPart.Name)
        {
            // What the load left to be warmed is not what a start is measured with.
            await LoadDatabase.SettleAsync(database);
            await StartPart.RunAsync(options, data, directory, database, cancellationToken);
        }
    }

    /// <summary>All parts on one process, so that its memory at the end is that of a service that has done everything.</summary>
    private static async Task LoadServiceAsync(
        LoadOptions options, BenchmarkData data, string directory, string database, CancellationToken cancellationToken)
    {
        await using var service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
        var run = new LoadRun(options, data, directory, database, service, cancellationToken);
        foreach (var (name, part) in ServiceParts)
        {
            if (options.Only is null || options.Only == name) await part(run);
        }

        var memory = MemoryStatus.Of(service.Id);
        MarkdownTable.Header("the service after all this", "at its peak", "target", "");
        MarkdownTable.Row(
        [
            $"{memory.ResidentBytes / 1e6:N0} MB resident",
            $"{memory.PeakBytes / 1e6:N0} MB",
            $"< {MemoryTargetBytes / 1e6:N0} MB",
            $"{Verdict.Of(memory.ResidentBytes < MemoryTargetBytes)}",
        ]);
    }
}

using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Soak;

/// <summary>
/// A service that does everything at once for a long time, and what becomes of its memory. The clients pause between
/// requests: this is no race, and the database shall not outgrow what a day of real reports brings.
/// </summary>
internal static class SoakCommand
{
    internal const int DefaultMinutes = 10;

    private const int PauseMs = 20;
    private const int HeavyPauseMs = 200;

    internal static async Task RunAsync(int minutes, CancellationToken cancellationToken)
    {
        Tools.Require();
        var directory = Directory.CreateTempSubdirectory("groupresults-soak").FullName;
        try
        {
            var data = new BenchmarkData();
            var database = Path.Combine(directory, "soak.db");
            await LoadDatabase.CreateAsync(database, data.Reports, data.Big.Key, MemoryPart.Copies);
            await using var service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await LoadAsync(new LoadRun(new LoadOptions(), data, directory, database, service, ending.Token), minutes, ending);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>One client that fails ends all of them.</summary>
    private static async Task LoadAsync(LoadRun run, int minutes, CancellationTokenSource ending)
    {
        var seconds = minutes * 60;
        var samples = new MemorySamples();
        var load = await StartAsync(run, seconds);
        var watch = samples.WatchAsync(run.Service, TimeSpan.FromSeconds(seconds), run.CancellationToken);
        try
        {
            await foreach (var done in Task.WhenEach([.. load, watch])) await done;
        }
        catch
        {
            await ending.CancelAsync();
            await Task.WhenAll([.. load, watch]).ContinueWith(_ => { }, TaskScheduler.Default); // The first failure is the one that counts.
            throw;
        }

        samples.PrintSlopes();
    }

    private static async Task<List<Task>> StartAsync(LoadRun run, int seconds)
    {
        var reports = Path.Combine(run.Directory, "reports.txt");
        await new ReportPool(run.Data).WriteAsync(reports, run.CancellationToken);
        var (map, typed) = (await PreparedQuery.MapAsync(run), await PreparedQuery.TypedAsync(run));
        var poll = await ConditionalPart.PollAsync(run);
        return
        [
            Read(new WrkRequest(run.BigAddress, []), PauseMs),
            Read(new WrkRequest(run.BigAddress, [RestPart.AcceptGzip]), PauseMs),
            Read(poll, PauseMs),
            Read(map.Request, PauseMs),
            Read(typed.Request, HeavyPauseMs),
            ReportAsync(run, reports, seconds),
            SoakReaders.ReadAllPushesAsync(run, TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(PauseMs)),
            SoakReaders.ReadChangingPushAsync(run, TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(HeavyPauseMs)),
        ];

        Task Read(WrkRequest request, int pauseMs) =>
            Wrk.ReadAsync(request with { PauseMs = pauseMs }, clients: 2, seconds, run.CancellationToken);
    }

    private static async Task ReportAsync(LoadRun run, string file, int seconds)
    {
        var reports = new WrkReports(file, "soak00", ReportPool.Pushes, PauseMs);
        var result = await Wrk.ReportAsync(run.Service, reports, clients: 4, seconds, run.CancellationToken);
        if (result.Refused + result.Errors > 0) throw new InvalidOperationException($"Reports failed: {result}");
    }
}

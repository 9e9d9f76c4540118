using GroupResults.Api.Demo;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Growth;

/// <summary>The same autoland-sized push among 10, 1,000 and 10,000 pushes: nothing that a read costs may depend on them.</summary>
internal static class DatabaseSizes
{
    private const int Seed = 12;
    private const string Repository = "autoland";

    private static readonly int[] Sizes = [10, 1_000, 10_000];

    /// <summary>The pushes that stand around: so small that ten thousand of them are stored in a minute.</summary>
    private static readonly DemoPushSize Around = new(Tasks: 40, Results: 1_000);

    /// <param name="Polls">Of all pushes at random: no head is read twice in a row.</param>
    private sealed record Grown(int Pushes, long Bytes, GrowingPush Push, List<WrkResult> Polls);

    internal static async Task MeasureAsync(LoadOptions options, string directory, CancellationToken cancellationToken)
    {
        var generator = new DemoPushes(Seed);
        var (push, around) = (generator.Create(0, Repository, DemoPushSize.Autoland), generator.Create(1, Repository, Around));
        List<ServiceProcess> services = [];
        List<Grown> databases = [];
        try
        {
            foreach (var size in Sizes)
            {
                var path = Path.Combine(directory, $"pushes-{size}.db");
                await LoadDatabase.CreateAsync(path, [.. push.Reports, .. around.Reports], around.Key, CopiesOf(size));
                services.Add(await ServiceProcess.StartGroupResultsAsync(path, cancellationToken));
                databases.Add(new Grown(size, new FileInfo(path).Length, new GrowingPush(services[^1], push), []));
            }

            for (var round = -1; round < options.Rounds; round++)
            {
                foreach (var database in databases) await MeasureAsync(database, options, counts: round >= 0, cancellationToken);
            }
        }
        finally
        {
            foreach (var service in services) await service.DisposeAsync();
        }

        Print(databases);
    }

    /// <summary>Two pushes are there before any copy.</summary>
    private static int CopiesOf(int pushes) => pushes - 2;

    private static async Task MeasureAsync(Grown database, LoadOptions options, bool counts, CancellationToken cancellationToken)
    {
        await database.Push.MeasureAsync(options, counts, cancellationToken);
        var polls = await Wrk.PollAsync(database.Push.DropIn, CopiesOf(database.Pushes), clients: 1, options.Seconds, cancellationToken);
        if (polls.Errors > 0) throw new InvalidOperationException($"Polls failed: {polls}");
        if (counts) database.Polls.Add(polls);
    }

    private static void Print(List<Grown> databases)
    {
        MarkdownTable.Header(
            "pushes in the database", "size", "304, any push", "304, the large push", "hit, gzip", "hit, plain", "miss, plain");
        foreach (var database in databases)
        {
            MarkdownTable.Row(
            [
                $"{database.Pushes:N0}",
                $"{database.Bytes / 1e6:N0} MB",
                $"{PollMs(database):0.000} ms",
                $"{database.Push.PollMs:0.000} ms",
                $"{database.Push.GzipMs:0.00} ms",
                $"{database.Push.PlainMs:0.00} ms",
                $"{database.Push.MissMs:0.00} ms",
            ]);
        }

        var (small, large) = (databases[0], databases[^1]);
        MarkdownTable.Row(
        [
            $"{large.Pushes:N0} to {small.Pushes:N0}",
            $"",
            $"{PollMs(large) / PollMs(small):0.00}",
            $"{large.Push.PollMs / small.Push.PollMs:0.00}",
            $"{large.Push.GzipMs / small.Push.GzipMs:0.00}",
            $"{large.Push.PlainMs / small.Push.PlainMs:0.00}",
            $"{large.Push.MissMs / small.Push.MissMs:0.00}",
        ]);
    }

    private static double PollMs(Grown database) => Quantiles.Median(database.Polls.Select(turn => turn.P50Ms));
}

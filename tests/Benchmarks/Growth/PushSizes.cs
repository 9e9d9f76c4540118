using GroupResults.Api.Demo;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Growth;

/// <summary>
/// Pushes of 1,000 to 250,000 results in one database, and how many clients the service bears: a poll costs the same for
/// each, a hit what its bytes cost, a miss so much for each result.
/// </summary>
internal static class PushSizes
{
    /// <summary>About as many as an autoland's tasks have.</summary>
    private const int ResultsPerTask = 25;

    private const int Seed = 11;
    private const int CrowdedSize = 50_000;

    private static readonly int[] Sizes = [1_000, 10_000, 50_000, 250_000];
    private static readonly int[] Crowds = [1, 2, 4, 8, 16, 32, 64];

    internal static async Task MeasureAsync(LoadOptions options, string directory, CancellationToken cancellationToken)
    {
        var generator = new DemoPushes(Seed);
        var pushes = Sizes.Select((size, number) => generator.Create(number, "autoland", new DemoPushSize(size / ResultsPerTask, size))).ToList();
        var database = Path.Combine(directory, "sizes.db");
        await LoadDatabase.CreateAsync(database, pushes.SelectMany(push => push.Reports), pushes[0].Key, copies: 0);
        await using var service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
        List<GrowingPush> growing = [.. pushes.Select(push => new GrowingPush(service, push))];
        for (var round = -1; round < options.Rounds; round++)
        {
            foreach (var push in growing) await push.MeasureAsync(options, counts: round >= 0, cancellationToken);
        }

        Print(growing);
        await MeasureCrowdsAsync(options, growing[Array.IndexOf(Sizes, CrowdedSize)].Address, cancellationToken);
    }

    private static void Print(List<GrowingPush> pushes)
    {
        MarkdownTable.Header("results of the push", "304", "hit, gzip", "hit, plain", "miss, plain", "miss, of 1,000 results");
        foreach (var push in pushes)
        {
            var results = push.Push.ResultCount;
            MarkdownTable.Row(
            [
                $"{results:N0}",
                $"{push.PollMs:0.000} ms",
                $"{push.GzipMs:0.00} ms",
                $"{push.PlainMs:0.00} ms",
                $"{push.MissMs:0.00} ms",
                $"{push.MissMs * 1000 / results:0.000} ms",
            ]);
        }
    }

    private static async Task MeasureCrowdsAsync(LoadOptions options, Uri address, CancellationToken cancellationToken)
    {
        MarkdownTable.Header("clients", "304", "p50", "p99", "hit, gzip", "p50", "p99");
        foreach (var clients in Crowds)
        {
            var polls = await Wrk.ReadAsync(new WrkRequest(address, ["If-None-Match: *"]), clients, options.Seconds, cancellationToken);
            var hits = await Wrk.ReadAsync(new WrkRequest(address, [RestPart.AcceptGzip]), clients, options.Seconds, cancellationToken);
            MarkdownTable.Row([$"{clients}", .. Cells(polls), .. Cells(hits)]);
        }
    }

    private static FormattableString[] Cells(WrkResult result) =>
        [$"{result.RequestsPerSecond:N0}/s", $"{result.P50Ms:0.00} ms", $"{result.P99Ms:0.00} ms"];
}

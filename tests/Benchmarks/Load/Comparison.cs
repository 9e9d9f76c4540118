using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// One thing asked of the service and of what it is compared with, in turns, so that whatever else the machine does
/// strikes both. The ratio is the median of the rounds' ratios, each of two turns that came one after the other.
/// </summary>
internal sealed class Comparison(string name, WrkRequest service, WrkRequest reference, double target)
{
    /// <summary>So many turns of each side warm it up and are not counted.</summary>
    private const int WarmUpRounds = 1;

    /// <summary>More than this per hit and the collector shows in the figures.</summary>
    private const double AllocationLimitBytes = 4096;

    private readonly List<WrkResult> _service = [];
    private readonly List<WrkResult> _reference = [];
    private readonly List<double> _allocated = [];

    internal static async Task MeasureAsync(LoadRun run, string reference, params IReadOnlyList<Comparison> comparisons)
    {
        for (var round = -WarmUpRounds; round < run.Options.Rounds; round++)
        {
            foreach (var comparison in comparisons) await comparison.MeasureAsync(run, counts: round >= 0);
        }

        MarkdownTable.Header(
            $"{run.Options.Clients} clients", "GroupResults", "p50", "p99", "allocated", reference, "p50", "p99", "ratio", "target", "");
        foreach (var comparison in comparisons) comparison.Print();
    }

    private async Task MeasureAsync(LoadRun run, bool counts)
    {
        var before = await Scrape.ReadAsync(run.Service, run.CancellationToken);
        var ours = await run.ReadAsync(service);
        var after = await Scrape.ReadAsync(run.Service, run.CancellationToken);
        if (after.Misses > before.Misses) throw new InvalidOperationException($"{name}: {after.Misses - before.Misses} answers were no hits.");
        var theirs = await run.ReadAsync(reference);
        if (!counts) return;
        _service.Add(ours);
        _reference.Add(theirs);
        _allocated.Add((after.AllocatedBytes - before.AllocatedBytes) / (after.Requests - before.Requests));
    }

    private void Print()
    {
        var ratio = Quantiles.Median(_service.Zip(_reference, (ours, theirs) => ours.RequestsPerSecond / theirs.RequestsPerSecond));
        var allocated = Quantiles.Median(_allocated);
        MarkdownTable.Row(
        [
            $"{name}", .. Cells(_service), $"{allocated:N0} B{(allocated < AllocationLimitBytes ? "" : " (limit 4,096)")}", .. Cells(_reference),
            $"{ratio:0.00}", $">= {target:0.0#}", $"{Verdict.Of(ratio >= target)}",
        ]);
    }

    /// <summary>A quantile is 0 where no answer came within a turn.</summary>
    private static FormattableString[] Cells(List<WrkResult> turns) =>
    [
        $"{Quantiles.Median(turns.Select(turn => turn.RequestsPerSecond)):N0}/s",
        $"{Quantiles.Median(turns.Select(turn => turn.P50Ms)):0.00} ms",
        $"{Quantiles.Median(turns.Select(turn => turn.P99Ms)):0.00} ms",
    ];
}

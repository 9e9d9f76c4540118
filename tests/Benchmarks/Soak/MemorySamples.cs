using System.Diagnostics;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Soak;

/// <summary>A process's memory in the course of time.</summary>
internal sealed class MemorySamples
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly List<Sample> _samples = [];

    private sealed record Sample(double Minutes, double ResidentMB, double HeapMB, double CacheMB);

    /// <summary>Prints each sample when it is taken.</summary>
    internal async Task WatchAsync(ServiceProcess service, TimeSpan duration, CancellationToken cancellationToken)
    {
        MarkdownTable.Header("minutes", "resident", "peak", "managed heap", "cache", "requests", "misses");
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var memory = MemoryStatus.Of(service.Id);
            var scrape = await Scrape.ReadAsync(service, cancellationToken);
            var sample = new Sample(
                clock.Elapsed.TotalMinutes, memory.ResidentBytes / 1e6, scrape.HeapBytes / 1e6, scrape.CacheBytes / 1e6);
            _samples.Add(sample);
            MarkdownTable.Row(
            [
                $"{sample.Minutes:0.00}",
                $"{sample.ResidentMB:N0} MB",
                $"{memory.PeakBytes / 1e6:N0} MB",
                $"{sample.HeapMB:N0} MB",
                $"{sample.CacheMB:N0} MB",
                $"{scrape.Requests:N0}",
                $"{scrape.Misses:N0}",
            ]);
            if (clock.Elapsed + Interval > duration) return;
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Of the whole time, and of its second half, in which the cache should be full and all code compiled.</summary>
    internal void PrintSlopes()
    {
        var half = _samples[^1].Minutes / 2;
        MarkdownTable.Header("", "first", "last", "a minute", "a minute, second half");
        PrintSlopes("resident", sample => sample.ResidentMB, half);
        PrintSlopes("managed heap", sample => sample.HeapMB, half);
    }

    private void PrintSlopes(string name, Func<Sample, double> figure, double half) => MarkdownTable.Row(
    [
        $"{name}",
        $"{figure(_samples[0]):N0} MB",
        $"{figure(_samples[^1]):N0} MB",
        $"{Slope(_samples, figure):+0.00;-0.00;0.00} MB",
        $"{Slope([.. _samples.Where(sample => sample.Minutes >= half)], figure):+0.00;-0.00;0.00} MB",
    ]);

    /// <summary>Of the straight line that lies nearest.</summary>
    private static double Slope(List<Sample> samples, Func<Sample, double> figure)
    {
        if (samples.Count < 2) return 0;
        var (x, y) = (samples.Average(sample => sample.Minutes), samples.Average(figure));
        return samples.Sum(sample => (sample.Minutes - x) * (figure(sample) - y))
            / samples.Sum(sample => (sample.Minutes - x) * (sample.Minutes - x));
    }
}

using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Reads what memory an attack makes the service take, and ends the service before it has all of the machine's.</summary>
internal sealed class MemoryGuard(ServiceProcess service)
{
    internal const long LimitBytes = 8_000_000_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Since the reset.</summary>
    internal long PeakBytes { get; private set; }

    internal bool IsExceeded { get; private set; }

    /// <returns>What is resident now.</returns>
    internal long Reset()
    {
        MemoryStatus.ResetPeak(service.Id);
        return PeakBytes = MemoryStatus.Of(service.Id).ResidentBytes;
    }

    internal async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (!service.HasExited)
            {
                Read();
                if (IsExceeded) service.Kill();
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            if (!service.HasExited) Read();
        }
    }

    private void Read()
    {
        try
        {
            PeakBytes = MemoryStatus.Of(service.Id).PeakBytes;
            IsExceeded |= PeakBytes > LimitBytes;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has just died.
        }
    }
}

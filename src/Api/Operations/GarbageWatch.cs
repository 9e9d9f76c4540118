namespace GroupResults.Api.Operations;

/// <summary>
/// Has large arrays collected that nobody holds any more. Answers are such arrays, and only a full collection clears them, which the
/// collector by itself puts off for longer the more memory the machine has: clients that have new ones made again and again would
/// make the process take gigabytes of garbage. A collection in the background is cheap here: few of the objects that live are small.
/// </summary>
internal sealed class GarbageWatch(TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>So much may come to what there was after the last collection.</summary>
    private const long MaxGrowthBytes = 96 * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _least = long.MaxValue;
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static state => ((GarbageWatch)state!).Look(), this, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: false);
        _least = Math.Min(_least, now);
        if (now - _least <= MaxGrowthBytes) return;
        _least = now; // Until it is known what is left.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }
}

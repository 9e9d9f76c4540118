namespace GroupResults.Api.Operations;

/// <summary>
/// Has large arrays collected that nobody holds any more. Answers are such arrays, and only a full collection clears them, which the
/// collector by itself puts off for longer the more memory the machine has: clients that have new ones made again and again would
/// make the process take gigabytes of garbage. A collection in the background is cheap here: few of the objects that live are small.
/// </summary>
/// <param name="measure">How many bytes there are, garbage included.</param>
/// <param name="collect">Begins a collection.</param>
/// <param name="time">The machine's: allocation knows no other.</param>
internal sealed class GarbageWatch(Func<long> measure, Action collect, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>So much may come to the least there was since the last collection.</summary>
    internal const long MaxGrowthBytes = 96 * 1024 * 1024;

    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _least;
    private ITimer? _timer;

    internal static GarbageWatch OfThisProcess() => new(
        static () => GC.GetTotalMemory(forceFullCollection: false),
        static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false),
        TimeProvider.System);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _least = measure();
        _timer = time.CreateTimer(static state => ((GarbageWatch)state!).Look(), this, Interval, Timeout.InfiniteTimeSpan);
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
        var now = measure();
        _least = Math.Min(_least, now);
        if (now - _least > MaxGrowthBytes)
        {
            _least = now; // Until it is known what is left.
            collect();
        }

        _timer?.Change(Interval, Timeout.InfiniteTimeSpan); // Only now: one look at a time. After the end it changes nothing.
    }
}

using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Lets operations of a high cost be executed by one at a time for each two cores, and after each its core has a rest: three times as
/// long, or longer where what was made is large, since it has to be sent and collected, too; up to <see cref="LongestRest"/>. However
/// many come, most of them by one client perhaps, others find a core, and the memory of their results is that of a few.
/// </summary>
/// <param name="time">The machine's: what a core needs has nothing to do with the service's clock.</param>
internal sealed class HeavyQueries(QueryLimits limits, TimeProvider time) : IComputationLimiter, IDisposable
{
    /// <summary>Some ten milliseconds, where nothing is cached and the push is large.</summary>
    private const double HeavyCost = 100;

    /// <summary>One that waited for the storage, and not for a core, has not earned more.</summary>
    internal static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    /// <summary>Of what is made, all turns together.</summary>
    private const double MostBytesPerSecond = 128_000_000;

    private const int RestRatio = 3;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turns = new(Most);
    private int _waiting;

    internal static int Most => Math.Max(1, Environment.ProcessorCount / 2);

    internal int Free => _turns.CurrentCount;

    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>
    /// Waits for a turn where the cost is high; to be disposed of when it is executed, which is not to end before for a client that
    /// has gone: it could have any number executed by going again and again.
    /// </summary>
    /// <exception cref="UnavailableException">None came in time.</exception>
    internal async ValueTask<HeavyTurn?> TurnAsync(double cost, CancellationToken cancellationToken)
    {
        if (cost < HeavyCost) return null;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (await _turns.WaitAsync(limits.Timeout, cancellationToken)) return new HeavyTurn(this, time.GetTimestamp());
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        throw new UnavailableException("Too many costly queries wait for their turn. Ask again later, or for less.", retryAfter: RetryAfter);
    }

    /// <inheritdoc />
    public async ValueTask<IDisposable?> EnterAsync(ClientId client, double cost, CancellationToken cancellationToken) => await TurnAsync(cost, cancellationToken);

    public void Dispose() => _turns.Dispose();

    internal async Task EndAsync(long begun, long bytes)
    {
        await Task.Delay(RestAfter(time.GetElapsedTime(begun), bytes), time);
        try
        {
            _turns.Release();
        }
        catch (ObjectDisposedException)
        {
            // The service has ended meanwhile.
        }
    }

    private static TimeSpan RestAfter(TimeSpan taken, long bytes)
    {
        var rest = Math.Max(RestRatio * taken.TotalSeconds, bytes / MostBytesPerSecond);
        return rest < LongestRest.TotalSeconds ? TimeSpan.FromSeconds(rest) : LongestRest;
    }
}

/// <summary>The turn of one costly query; it ends when it is disposed of.</summary>
internal sealed class HeavyTurn(HeavyQueries queries, long begun) : IDisposable
{
    private int _isEnded;

    internal long Bytes { get; set; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0) _ = queries.EndAsync(begun, Bytes);
    }
}

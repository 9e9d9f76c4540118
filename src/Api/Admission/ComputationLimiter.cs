using System.Threading.RateLimiting;
using GraphQLServer;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Admits GraphQL executions that miss the cache, weighted by their cost: one costly execution per two cores, and light ones beside it.
/// Result maps and counts need no admission: the readers of a push share one computation, and an admitted execution may wait for it.
/// Each client has a queue, and the queues are served round-robin, new clients first, so a flood of misses delays only the client that
/// sends it. Protects hits, which bypass the limiter: they always find a free core.
/// </summary>
/// <param name="time">The system clock, not the service's: it measures how long work takes.</param>
internal sealed class ComputationLimiter(OperationLimits limits, RequestMemory memory, TimeProvider time) : IComputationLimiter, IDisposable
{
    /// <summary>The weight of a costly execution. A query of this cost takes about ten milliseconds on a large push.</summary>
    internal const int Heaviest = 100;

    /// <summary>Leaves a client room for light executions beside a costly one.</summary>
    private const int PerClient = Heaviest + (Heaviest / 2);

    /// <summary>After a costly execution, its client's next one waits three times as long as it took, but at most this long.</summary>
    internal static readonly TimeSpan MaxRest = TimeSpan.FromMilliseconds(100);

    private const int RestRatio = 3;

    /// <summary>Waiting requests per client. Each of them holds a connection already; this only bounds the queue.</summary>
    private const int QueueLimit = 10_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly FairLimiter<ClientId> _limiter = new(
        (Heaviest * Math.Max(1, Environment.ProcessorCount / 2)) + Heaviest - 1, PerClient, QueueLimit, RestAfter, time);

    internal int Waiting => _limiter.Waiting;

    /// <summary>The weight of the client that is running or resting.</summary>
    internal int RunningOf(ClientId client) => _limiter.RunningOf(client);

    /// <inheritdoc />
    public async ValueTask<IDisposable?> EnterAsync(ClientId client, double cost, long heldBytes, CancellationToken cancellationToken)
    {
        if (cost <= 0) return null;
        var weight = (int)Math.Clamp(Math.Ceiling(cost), 1, Heaviest);
        var now = _limiter.AttemptAcquire(client, weight);
        return now.IsAcquired ? now : await WaitAsync(client, weight, heldBytes, cancellationToken);
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<RateLimitLease> WaitAsync(ClientId client, int weight, long heldBytes, CancellationToken cancellationToken)
    {
        using var held = new HeldBytes(memory, client);
        held.Hold(heldBytes);
        using var timeout = new CancellationTokenSource(limits.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var lease = await _limiter.AcquireAsync(client, weight, end.Token);
            return lease.IsAcquired ? lease : throw Refused();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused();
        }
    }

    private static TimeSpan RestAfter(int weight, TimeSpan taken)
    {
        if (weight < Heaviest) return TimeSpan.Zero;
        return RestRatio * taken < MaxRest ? RestRatio * taken : MaxRest;
    }

    private static UnavailableException Refused() =>
        new("Too many costly queries are queued. Try again later, or request less.", retryAfter: RetryAfter);
}

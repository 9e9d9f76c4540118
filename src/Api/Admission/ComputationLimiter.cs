using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>
/// Admits GraphQL executions that are no hits, weighted by their cost: for each two cores one costly one and light ones beside it. Result
/// maps and sums need no admission: the readers of a push share one computation, and an execution that was admitted may wait for it.
/// Each client has a queue, and the queues are served in turn, so a flood of misses is the wait of the client that sends it. It protects
/// the hits of all, which pass it by: they find a core.
/// </summary>
/// <param name="time">The machine's: what work takes has nothing to do with the service's clock.</param>
internal sealed class ComputationLimiter(QueryLimits limits, TimeProvider time) : IComputationLimiter, IDisposable
{
    /// <summary>The weight of a costly execution. A query of this cost takes some ten milliseconds on a large push.</summary>
    internal const int Heaviest = 100;

    /// <summary>Beside a costly execution a client has room for light ones.</summary>
    private const int PerClient = Heaviest + (Heaviest / 2);

    /// <summary>After a costly execution, its client's next one waits three times as long as that took, and no longer than this.</summary>
    internal static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private const int RestRatio = 3;

    /// <summary>Requests of one client. Those that wait hold their connection; this only bounds the queue.</summary>
    private const int QueueLimit = 10_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly FairLimiter<ClientId> _limiter = new(
        (Heaviest * Math.Max(1, Environment.ProcessorCount / 2)) + Heaviest - 1, PerClient, QueueLimit, RestAfter, time);

    internal int Waiting => _limiter.Waiting;

    /// <summary>The weight that the client runs now, or that rests.</summary>
    internal int RunningOf(ClientId client) => _limiter.RunningOf(client);

    /// <inheritdoc />
    public async ValueTask<IDisposable?> EnterAsync(ClientId client, double cost, CancellationToken cancellationToken)
    {
        if (cost <= 0) return null;
        var weight = (int)Math.Clamp(Math.Ceiling(cost), 1, Heaviest);
        var now = _limiter.AttemptAcquire(client, weight);
        return now.IsAcquired ? now : await WaitAsync(client, weight, cancellationToken);
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<RateLimitLease> WaitAsync(ClientId client, int weight, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limits.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
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
        return RestRatio * taken < LongestRest ? RestRatio * taken : LongestRest;
    }

    private static UnavailableException Refused() =>
        new("Too many costly queries wait for their turn. Ask again later, or for less.", retryAfter: RetryAfter);
}

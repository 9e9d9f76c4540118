using System.Diagnostics;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.GraphQL.Limits;

/// <summary>
/// Lets operations of a high cost be executed by one at a time for each two cores, and after each the core has a rest of the same
/// length. However many come, most of them by one client perhaps, others find a core, and the memory of their results is that of a few.
/// </summary>
internal sealed class HeavyQueries(QueryLimits limits) : IDisposable
{
    /// <summary>Some ten milliseconds, where nothing is cached and the push is large.</summary>
    private const double HeavyCost = 100;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a turn where the request needs one; to be disposed of when it is executed.</summary>
    /// <exception cref="UnavailableException">None came in time.</exception>
    internal async ValueTask<IDisposable?> TurnAsync(GraphQLHttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Cost < HeavyCost) return null;
        if (!await _turns.WaitAsync(limits.Timeout, cancellationToken))
            throw new UnavailableException("Too many costly queries wait for their turn. Ask again later, or for less.", retryAfter: RetryAfter);
        return new Turn(this);
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>What a core needs has nothing to do with the service's clock.</summary>
    private async Task EndAsync(TimeSpan taken)
    {
        await Task.Delay(taken < LongestRest ? taken : LongestRest, TimeProvider.System);
        _turns.Release();
    }

    private sealed class Turn(HeavyQueries queries) : IDisposable
    {
        private readonly long _begun = Stopwatch.GetTimestamp();

        public void Dispose() => _ = queries.EndAsync(Stopwatch.GetElapsedTime(_begun));
    }
}

using System.Threading.RateLimiting;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>Shared by the rate limits of clients: one counter per client, over a fixed window.</summary>
internal static class ClientPartitions
{
    /// <summary>Creates a limiter. It forgets a client that has all its permits and has been idle for ten seconds.</summary>
    internal static PartitionedRateLimiter<ClientId> PerWindow(TimeSpan window, Func<ClientId, int> limit)
    {
        // Created once: the framework's factory for fixed windows would allocate two objects per request.
        Func<ClientId, RateLimiter> counter = client => new FixedWindowRateLimiter(
            new FixedWindowRateLimiterOptions { PermitLimit = limit(client), Window = window, AutoReplenishment = false }); // The partitions share one timer.
        return PartitionedRateLimiter.Create<ClientId, ClientId>(client => RateLimitPartition.Get(client, counter));
    }

    /// <summary>The value of Retry-After: 1 or more.</summary>
    internal static int SecondsUntil(RateLimitLease refused, TimeSpan window)
    {
        var wait = refused.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : window;
        return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }

    internal static string NameOf(ClientId client) => client.HasToken ? "one access token" : "one address without a token";
}

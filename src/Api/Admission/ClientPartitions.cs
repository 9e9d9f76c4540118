using System.Threading.RateLimiting;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>What the rates of clients have in common: a counter for each client, over a fixed window.</summary>
internal static class ClientPartitions
{
    /// <summary>The limiter forgets a client that has its full count and has not asked for ten seconds.</summary>
    internal static PartitionedRateLimiter<ClientId> PerWindow(TimeSpan window, Func<ClientId, int> limit)
    {
        // Made once: the framework's factory for fixed windows would make two objects for each request.
        Func<ClientId, RateLimiter> counter = client => new FixedWindowRateLimiter(
            new FixedWindowRateLimiterOptions { PermitLimit = limit(client), Window = window, AutoReplenishment = false }); // The partitions have one timer.
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

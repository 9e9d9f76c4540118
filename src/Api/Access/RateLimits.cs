using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;

namespace GroupResults.Api.Access;

/// <summary>
/// How many requests a minute one may make: with a token by the token, else by the address. Operations over a WebSocket count as
/// requests do. Off unless set.
/// </summary>
internal sealed class RateLimits(AccessSettings settings) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string>? _tokens = Limiter(settings.RequestsPerToken);
    private readonly PartitionedRateLimiter<string>? _addresses = Limiter(settings.RequestsPerAddress);

    /// <summary>Whether there are any.</summary>
    internal bool AreSet => _tokens is not null || _addresses is not null;

    /// <returns>Null where one more is allowed; else what it broke.</returns>
    internal RateRefusal? TryTake(Caller caller, IPAddress? address)
    {
        var (limiter, limit, whose) = caller.Token is null
            ? (_addresses, settings.RequestsPerAddress, "one address without a token")
            : (_tokens, settings.RequestsPerToken, "one access token");
        if (limiter is null) return null;
        using var lease = limiter.AttemptAcquire(ClientKey.Of(caller, address));
        if (lease.IsAcquired) return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new RateRefusal(
            seconds,
            string.Create(CultureInfo.InvariantCulture, $"More than {limit} requests a minute came from {whose}, the most that are taken. Try again in {seconds} s."));
    }

    public void Dispose()
    {
        _tokens?.Dispose();
        _addresses?.Dispose();
    }

    private static PartitionedRateLimiter<string>? Limiter(int? limit) => limit is not { } permits
        ? null
        : PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window }));
}

/// <param name="Seconds">Until one more is allowed; 1 or more.</param>
internal sealed record RateRefusal(int Seconds, string Message);

using System.Globalization;
using System.Net;
using System.Net.Sockets;
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

    /// <summary>A site or a household has that many bits of an IPv6 address in common.</summary>
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<string>? _tokens = Limiter(settings.RequestsPerToken);
    private readonly PartitionedRateLimiter<string>? _addresses = Limiter(settings.RequestsPerAddress);

    /// <summary>Whether there are any.</summary>
    internal bool AreSet => _tokens is not null || _addresses is not null;

    /// <returns>Null where one more is allowed; else what it broke.</returns>
    internal RateRefusal? TryTake(Caller caller, IPAddress? address)
    {
        var (limiter, key, limit, whose) = caller.Token is { } token
            ? (_tokens, token.Id, settings.RequestsPerToken, "one access token")
            : (_addresses, KeyOf(address), settings.RequestsPerAddress, "one address without a token");
        if (limiter is null) return null;
        using var lease = limiter.AttemptAcquire(key);
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

    private static string KeyOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}

/// <param name="Seconds">Until one more is allowed; 1 or more.</param>
internal sealed record RateRefusal(int Seconds, string Message);

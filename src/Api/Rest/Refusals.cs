using System.Security.Cryptography;
using System.Threading.RateLimiting;
using GroupResults.Api.Access;
using GroupResults.Api.Settings;

namespace GroupResults.Api.Rest;

/// <summary>
/// Holds refusals back for a moment, and those of a client that has many of them for longer. To one that erred it is nothing; one that
/// sends what is refused as fast as it can gets nowhere with it. Nothing but the connection is held meanwhile. Chance has a part in how
/// long: many clients that are held back together would come again together, and others would have to wait for all of them.
/// </summary>
/// <param name="time">The limiter behind it knows only the machine's.</param>
internal sealed class Refusals(HttpSettings settings, AccessControl access, TimeProvider time) : IDisposable
{
    /// <summary>Of one client, each after no more than the setting's delay.</summary>
    private const int Burst = 10;

    /// <summary>Nobody waits for longer: a client that is out of order, perhaps with many others at its address, is to learn why.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly PartitionedRateLimiter<string> _paces = PartitionedRateLimiter.Create<string, string>(static client =>
        RateLimitPartition.GetTokenBucketLimiter(client, static _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = Pace,
            QueueLimit = int.MaxValue, // Each is a connection, and those have a limit.
        }));

    /// <param name="status">Of the refusal. A body that was too slow has had its delay.</param>
    internal Task DelayAsync(HttpContext context, int status) => status == StatusCodes.Status408RequestTimeout
        ? Task.CompletedTask
        : DelayAsync(ClientKey.Of(access.CallerOf(context), context.Connection.RemoteIpAddress), context.RequestAborted);

    internal async Task DelayAsync(string client, CancellationToken cancellationToken)
    {
        if (settings.RefusalDelay == TimeSpan.Zero) return;
        await Task.Delay(AtLeast(settings.RefusalDelay), time, cancellationToken);
        using var patience = new CancellationTokenSource(LongestDelay, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var acquiring = _paces.AcquireAsync(client, permitCount: 1, end.Token);
            var isPaced = !acquiring.IsCompleted;
            using var lease = await acquiring;
            if (isPaced) await Task.Delay(UpTo(Pace), time, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Long enough.
        }
    }

    private static TimeSpan AtLeast(TimeSpan delay) => delay + UpTo(delay);

    private static TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)most.TotalMilliseconds + 1));

    public void Dispose() => _paces.Dispose();
}

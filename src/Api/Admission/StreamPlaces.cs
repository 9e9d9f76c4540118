using System.Globalization;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>So many at a time, and no more: each takes memory for as long as its client likes.</summary>
/// <param name="what">What they are, for the refusal.</param>
internal abstract class Places(int limit, string what)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private int _taken;

    internal int Taken => Volatile.Read(ref _taken);

    /// <summary>To be disposed of when it is free again.</summary>
    /// <exception cref="UnavailableException">There is none left.</exception>
    internal IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= limit) return new Place(this);
        Interlocked.Decrement(ref _taken);
        throw new UnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"There are {limit} {what} at this instance already, the most that it takes. Try again later."),
            retryAfter: RetryAfter);
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0) Interlocked.Decrement(ref places._taken);
        }
    }
}

/// <summary>
/// For WebSockets and event streams. Opening one takes far more than keeping it, and what it takes stays: the collector's pauses grow
/// with what lives on. So a flood of them waits in line, and is let in one by one. After a restart a second's worth of them come back at once.
/// </summary>
internal sealed class StreamPlaces(HttpSettings settings, IHostApplicationLifetime lifetime) : Places(settings.MaxStreams, "streams"), IDisposable
{
    internal const int LongestWaitSeconds = 30;

    private const int PeriodsPerSecond = 100;

    private readonly TokenBucketRateLimiter _line = new(LineFor(settings.StreamsPerSecond));

    /// <exception cref="UnavailableException">There is none left, too many wait, or the service stops.</exception>
    internal async ValueTask<IDisposable> TakeInTurnAsync(CancellationToken cancellationToken)
    {
        var place = Take();
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
            using var turn = await _line.AcquireAsync(permitCount: 1, end.Token);
            if (turn.IsAcquired) return place;
            throw new UnavailableException("Too many streams are being opened. Try again later.", retryAfter: TimeSpan.FromSeconds(LongestWaitSeconds));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            place.Dispose();
            throw new UnavailableException("The service stops. Try again.", retryAfter: null);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public void Dispose() => _line.Dispose();

    private static TokenBucketRateLimiterOptions LineFor(int perSecond)
    {
        var perPeriod = Math.Max(1, perSecond / PeriodsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 * perPeriod / perSecond),
            QueueLimit = LongestWaitSeconds * perSecond,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
    }
}

/// <summary>For subscriptions, on all streams together.</summary>
internal sealed class SubscriptionPlaces(HttpSettings settings) : Places(settings.MaxSubscriptions, "subscriptions");

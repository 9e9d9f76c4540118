using System.Globalization;
using System.Threading.RateLimiting;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.Admission;

/// <summary>A limited number of places. A taken place holds memory for as long as its client likes.</summary>
/// <param name="what">What the places are for, for the message of a refusal.</param>
internal abstract class Places(int limit, string what)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private int _taken;

    internal int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place. Dispose the result to free it.</summary>
    /// <exception cref="UnavailableException">No place is left.</exception>
    internal IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= limit) return new Place(this);
        Interlocked.Decrement(ref _taken);
        throw new UnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"This instance has reached its limit of {limit} {what}. Try again later."),
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
/// The places of WebSockets and event streams. Opening a stream costs far more than keeping it, and its memory stays alive: the garbage
/// collector's pauses grow with it. So a flood of new streams queues and is admitted at a steady rate. After a restart, one second's
/// worth of streams may reconnect at once.
/// </summary>
internal sealed class StreamPlaces(HttpSettings settings, IHostApplicationLifetime lifetime) : Places(settings.MaxStreams, "streams"), IDisposable
{
    internal const int MaxWaitSeconds = 30;

    private const int PeriodsPerSecond = 100;

    private readonly TokenBucketRateLimiter _queue = new(QueueFor(settings.StreamsPerSecond));

    /// <exception cref="UnavailableException">No place is left, too many streams are queued, or the service is stopping.</exception>
    internal async ValueTask<IDisposable> TakeInTurnAsync(CancellationToken cancellationToken)
    {
        var place = Take();
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
            using var turn = await _queue.AcquireAsync(permitCount: 1, end.Token);
            if (turn.IsAcquired) return place;
            throw new UnavailableException("Too many streams are being opened. Try again later.", retryAfter: TimeSpan.FromSeconds(MaxWaitSeconds));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            place.Dispose();
            throw new UnavailableException("The service is stopping. Try again.", retryAfter: null);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public void Dispose() => _queue.Dispose();

    private static TokenBucketRateLimiterOptions QueueFor(int perSecond)
    {
        var perPeriod = Math.Max(1, perSecond / PeriodsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 * perPeriod / perSecond),
            QueueLimit = MaxWaitSeconds * perSecond,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
    }
}

/// <summary>The places of subscriptions, for all streams together.</summary>
internal sealed class SubscriptionPlaces(HttpSettings settings) : Places(settings.MaxSubscriptions, "subscriptions");

using System.Globalization;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.GraphQL.Transport;

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
/// with what lives on. So a flood of them waits in line; after a restart those of a usual day come back at once.
/// </summary>
internal sealed class StreamPlaces(HttpSettings settings, TimeProvider time) : Places(settings.MaxStreams, "streams")
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>The moments of so long that were not used are there for those who come at once.</summary>
    private static readonly TimeSpan Saved = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / settings.StreamsPerSecond;
    private readonly Lock _lock = new();
    private DateTimeOffset _next;

    /// <exception cref="UnavailableException">There is none left, or too many wait.</exception>
    internal async ValueTask<IDisposable> TakeInTurnAsync(CancellationToken cancellationToken)
    {
        var place = Take();
        try
        {
            var wait = Reserve();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var saved = now - Saved;

            // A clock that was set back must not make everybody wait for what has been.
            if (_next < saved || _next > now + LongestWait + _interval) _next = saved;
            var wait = _next - now;
            if (wait > LongestWait) throw new UnavailableException("Too many streams are being opened. Try again later.", retryAfter: LongestWait);
            _next += _interval;
            return wait;
        }
    }
}

/// <summary>For subscriptions, on all streams together.</summary>
internal sealed class SubscriptionPlaces(HttpSettings settings) : Places(settings.MaxSubscriptions, "subscriptions");

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

/// <summary>For WebSockets and event streams.</summary>
internal sealed class StreamPlaces(HttpSettings settings) : Places(settings.MaxStreams, "streams");

/// <summary>For subscriptions, on all streams together.</summary>
internal sealed class SubscriptionPlaces(HttpSettings settings) : Places(settings.MaxSubscriptions, "subscriptions");

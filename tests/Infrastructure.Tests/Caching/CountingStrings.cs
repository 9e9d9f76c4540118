using GroupResults.Infrastructure.Caching;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>Counts what is asked of Redis, and holds the answers to removals where a test says so.</summary>
internal sealed class CountingStrings : IRedisStrings
{
    private readonly TaskCompletionSource _never = new();
    private IRedisStrings _inner = null!;
    private int _calls;
    private int _removals;
    private bool _holdsRemovals;

    internal int Calls => Volatile.Read(ref _calls);

    internal int Removals => Volatile.Read(ref _removals);

    /// <summary>From now on none is answered.</summary>
    internal void HoldRemovals() => _holdsRemovals = true;

    internal IRedisStrings Before(IRedisStrings inner)
    {
        _inner = inner;
        return this;
    }

    public Task<byte[]?> GetAsync(string key) => Counted().GetAsync(key);

    public Task SetAsync(string key, byte[] value, TimeSpan timeToLive) => Counted().SetAsync(key, value, timeToLive);

    public Task RemoveAsync(string key)
    {
        Interlocked.Increment(ref _removals);
        return _holdsRemovals ? _never.Task : Counted().RemoveAsync(key);
    }

    private IRedisStrings Counted()
    {
        Interlocked.Increment(ref _calls);
        return _inner;
    }
}

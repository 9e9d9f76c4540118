using Microsoft.Extensions.Caching.Distributed;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>Counts what is asked of Redis, and holds the answers to removals where a test says so.</summary>
internal sealed class CountingDistributedCache : IDistributedCache
{
    private IDistributedCache _inner = null!;
    private readonly TaskCompletionSource _never = new();
    private int _calls;
    private int _removals;
    private bool _holdsRemovals;

    internal int Calls => Volatile.Read(ref _calls);

    internal int Removals => Volatile.Read(ref _removals);

    /// <summary>From now on none is answered.</summary>
    internal void HoldRemovals() => _holdsRemovals = true;

    internal IDistributedCache Before(IDistributedCache inner)
    {
        _inner = inner;
        return this;
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Counted().GetAsync(key, token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Counted().SetAsync(key, value, options, token);

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Interlocked.Increment(ref _removals);
        return _holdsRemovals ? _never.Task : Counted().RemoveAsync(key, token);
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Counted().RefreshAsync(key, token);

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    private IDistributedCache Counted()
    {
        Interlocked.Increment(ref _calls);
        return _inner;
    }
}

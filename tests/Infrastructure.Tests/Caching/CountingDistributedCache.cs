using Microsoft.Extensions.Caching.Distributed;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>Counts what is asked of Redis.</summary>
internal sealed class CountingDistributedCache : IDistributedCache
{
    private IDistributedCache _inner = null!;
    private int _calls;

    internal int Calls => Volatile.Read(ref _calls);

    internal IDistributedCache Before(IDistributedCache inner)
    {
        _inner = inner;
        return this;
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Counted().GetAsync(key, token);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Counted().SetAsync(key, value, options, token);

    public Task RemoveAsync(string key, CancellationToken token = default) => Counted().RemoveAsync(key, token);

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

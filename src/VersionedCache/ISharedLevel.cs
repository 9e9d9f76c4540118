namespace VersionedCache;

/// <summary>
/// The second level, shared by processes. A call that fails says so by its result: a shared level that is slow, gone, full or
/// corrupt never makes a request fail. It holds bytes, never authority.
/// </summary>
public interface ISharedLevel<TVersion>
    where TVersion : struct
{
    /// <summary>False where none is configured.</summary>
    bool IsConfigured { get; }

    /// <returns>Null where nothing usable came back in time.</returns>
    Task<CacheEntry<TVersion>?> FindAsync(CacheKey<TVersion> key, CancellationToken cancellationToken);

    Task StoreAsync(CacheEntry<TVersion> entry, CancellationToken cancellationToken);

    Task RemoveAsync(CacheKey<TVersion> key, CancellationToken cancellationToken);
}

/// <summary>For a cache of one level.</summary>
public sealed class NoSharedLevel<TVersion> : ISharedLevel<TVersion>
    where TVersion : struct
{
    public bool IsConfigured => false;

    public Task<CacheEntry<TVersion>?> FindAsync(CacheKey<TVersion> key, CancellationToken cancellationToken) =>
        Task.FromResult<CacheEntry<TVersion>?>(null);

    public Task StoreAsync(CacheEntry<TVersion> entry, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(CacheKey<TVersion> key, CancellationToken cancellationToken) => Task.CompletedTask;
}

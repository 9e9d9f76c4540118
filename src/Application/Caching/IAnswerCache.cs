using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Caching;

/// <summary>
/// This process's cache: bounded in bytes, least recently used out first. It holds bytes, never authority: dropping
/// any entry at any time is right.
/// </summary>
public interface IAnswerCache
{
    /// <summary>Null where nothing is stored under the key or it has expired.</summary>
    CachedAnswer? Find(AnswerKey key);

    /// <summary>As <see cref="Find"/>, without counting as a use.</summary>
    CachedAnswer? Peek(AnswerKey key);

    void Store(CachedAnswer answer);

    /// <summary>Drops what is stored of the push under earlier versions or other incarnations than <paramref name="head"/>'s.</summary>
    /// <returns>The keys that were dropped.</returns>
    IReadOnlyList<AnswerKey> DropBefore(PushHead head);

    AnswerCacheSize Size { get; }
}

/// <param name="LimitBytes">0 to this many bytes are kept.</param>
/// <param name="ActiveEvictions">Entries of active pushes that had to go for want of room, since the start.</param>
/// <param name="StableEvictions">Entries of stable pushes, likewise.</param>
public sealed record AnswerCacheSize(int Entries, long Bytes, long LimitBytes, long ActiveEvictions, long StableEvictions);

/// <summary>
/// The second level, shared by instances. Every call may fail and then says so by its result: a shared cache that is
/// slow, gone, full or corrupt never makes a request fail.
/// </summary>
public interface ISharedAnswerCache
{
    /// <summary>False where none is configured.</summary>
    bool IsConfigured { get; }

    /// <summary>Null where nothing usable came back in time.</summary>
    Task<CachedAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken);

    Task StoreAsync(CachedAnswer answer, CancellationToken cancellationToken);

    Task RemoveAsync(AnswerKey key, CancellationToken cancellationToken);
}

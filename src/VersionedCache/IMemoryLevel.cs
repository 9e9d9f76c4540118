namespace VersionedCache;

/// <summary>The first level, in this process. Dropping any entry at any time is right.</summary>
public interface IMemoryLevel<TVersion>
    where TVersion : struct
{
    /// <returns>Null where nothing is stored under the key, or it has expired.</returns>
    CacheEntry<TVersion>? Find(CacheKey<TVersion> key);

    /// <summary>The same, without counting as a use.</summary>
    CacheEntry<TVersion>? Peek(CacheKey<TVersion> key);

    /// <summary>Whether a later version of the subject has an entry for the part. For <see cref="PartKind.Common"/> parts alone.</summary>
    bool HasLater(TVersion version, CachePart part);

    void Store(CacheEntry<TVersion> entry);

    /// <summary>Evicts what is stored of the subject, but for <paramref name="version"/> and later ones.</summary>
    /// <returns>The keys that were evicted.</returns>
    IReadOnlyList<CacheKey<TVersion>> EvictBefore(TVersion version);

    MemorySize Size { get; }
}

/// <param name="LimitBytes">The most that is kept.</param>
/// <param name="ShortLivedEvictions">Entries with a short time to live that went for want of room, since the start.</param>
/// <param name="LongLivedEvictions">Entries with a long time to live, likewise.</param>
public sealed record MemorySize(int Entries, long Bytes, long LimitBytes, long ShortLivedEvictions, long LongLivedEvictions);

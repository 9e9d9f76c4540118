namespace VersionedCache;

/// <summary>
/// Names the bytes of one entry. Invariant: what is stored under a key never changes, so whatever is found under the key of the
/// version that was read is right.
/// </summary>
public readonly record struct CacheKey<TVersion>(TVersion Version, CachePart Part, ContentCoding Coding)
    where TVersion : struct
{
    /// <summary><c>{version}:{part}</c>, followed by <c>.gzip</c> or <c>.br</c> for a compressed form.</summary>
    public override string ToString() => $"{Version}:{Part}{Suffix}";

    private string Suffix => Coding switch
    {
        ContentCoding.Gzip => ".gzip",
        ContentCoding.Brotli => ".br",
        _ => "",
    };
}

/// <summary>Bytes as the cache holds them.</summary>
/// <param name="IsLongLived">The class of its time to live, by which evictions are counted.</param>
/// <param name="IsWarmed">Whether it was made, or kept, before anybody asked for it.</param>
public sealed record CacheEntry<TVersion>(
    CacheKey<TVersion> Key, ReadOnlyMemory<byte> Bytes, DateTimeOffset StoredAt, DateTimeOffset ExpiresAt, bool IsLongLived, bool IsWarmed)
    where TVersion : struct;

/// <summary>How long an entry is kept.</summary>
/// <param name="IsLong">The class that it is counted in.</param>
public readonly record struct Lifetime(TimeSpan TimeToLive, bool IsLong);

namespace VersionedCache;

/// <summary>
/// A cache that cannot be stale. A request brings the version that it read from the store; it gets bytes of exactly that version, or
/// of a later one that a snapshot saw in the meantime. Memory is asked first, then the shared level, then the store, and what is found
/// is kept under its version. Clocks, times to live and lost entries decide only how often something is computed. See readme.md.
/// </summary>
public sealed partial class VersionCache<TVersion, TSubject>(
    ICurrentVersions<TVersion> versions, IMemoryLevel<TVersion> memory, ISharedLevel<TVersion> shared, TimeProvider time)
    where TVersion : struct, IVersion<TVersion, TSubject>
    where TSubject : notnull
{
    /// <summary>The form that the shared level holds: the one that most clients ask for, and a tenth of the plain bytes.</summary>
    private const ContentCoding SharedCoding = ContentCoding.Gzip;

    /// <summary>Shorter parts of an unbounded kind are sent as they are: they fit a packet or two.</summary>
    private const int MinEncodedBytes = 1024;

    private static readonly ContentCoding[] Codings = Enum.GetValues<ContentCoding>();

    /// <summary>Finds the part of this version in memory, or computes it once for all that ask at the same time.</summary>
    /// <param name="version">As read from the store for this very request.</param>
    /// <param name="cancellationToken">Ends the wait of this request. What others wait for goes on.</param>
    /// <returns>Null if the subject is gone by now.</returns>
    public ValueTask<CacheResult<TVersion>?> GetAsync(TVersion version, CacheRequest<TVersion> request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(FillAsync(version, request, cancellationToken));
    }

    /// <summary>Finds the part of this version in memory.</summary>
    /// <returns>Null if it is not there. Short parts of an unbounded kind have no compressed forms; they are found plain.</returns>
    public CacheEntry<TVersion>? Find(TVersion version, CachePart part, ContentCoding coding)
    {
        if (memory.Find(new(version, part, coding)) is { } entry) return entry;
        if (coding is ContentCoding.Identity || !part.IsUnbounded) return null;
        return memory.Find(new(version, part, ContentCoding.Identity)) is { Bytes.Length: < MinEncodedBytes } plain ? plain : null;
    }

    /// <summary>Lists what is cached of this version's part in any form, without counting as a use.</summary>
    public async Task<IReadOnlyList<CacheEntry<TVersion>>> PeekAsync(TVersion version, CachePart part, CancellationToken cancellationToken)
    {
        List<CacheEntry<TVersion>> found = [];
        foreach (var coding in Codings)
        {
            if (memory.Peek(new(version, part, coding)) is { } entry) found.Add(entry);
        }

        if (found.Count == 0 && await shared.FindAsync(new(version, part, SharedCoding), cancellationToken) is { } remote) found.Add(remote);
        return found;
    }

    /// <summary>Keeps all forms of a result from now on for <paramref name="lifetime"/>, in both levels, and marks them as warmed.</summary>
    public async Task KeepWarmAsync(CacheResult<TVersion> result, Lifetime lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        var now = time.GetUtcNow();
        foreach (var coding in Codings)
        {
            var key = result.Entry.Key with { Coding = coding };
            var entry = memory.Peek(key) ?? (key == result.Entry.Key ? result.Entry : null);
            if (entry is null) continue;
            var warmed = entry with { ExpiresAt = now + lifetime.TimeToLive, IsLongLived = lifetime.IsLong, IsWarmed = true };
            memory.Store(warmed);
            if (coding is SharedCoding && key.Part.IsShared) await shared.StoreAsync(warmed, cancellationToken);
        }
    }

    /// <summary>
    /// Evicts earlier versions after a change: they will not be asked for again. Other processes evict theirs when their time or room
    /// is up.
    /// </summary>
    /// <param name="version">As the change left it.</param>
    /// <param name="before">
    /// The version before the change, if there was one. Another process may have shared it. Each version has a successor, so none is left
    /// out but those of unbounded parts, whose keys only the process that made them knows.
    /// </param>
    /// <param name="parts">The common parts that the shared level may have of <paramref name="before"/>.</param>
    public void EvictBefore(TVersion version, TVersion? before, IReadOnlyList<CachePart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var evicted = memory.EvictBefore(version);
        if (!shared.IsConfigured) return;
        HashSet<CacheKey<TVersion>> dead = [.. evicted.Where(key => key.Coding is SharedCoding && key.Part.IsShared)];
        if (before is { } previous) dead.UnionWith(parts.Select(part => new CacheKey<TVersion>(previous, part, SharedCoding)));
        foreach (var key in dead) _ = shared.RemoveAsync(key, CancellationToken.None);
    }
}

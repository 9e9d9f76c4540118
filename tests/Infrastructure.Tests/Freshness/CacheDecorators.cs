using GroupResults.Application.Caching;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>Lets a test act just before an answer is stored: where a late writer does its harm, if it can.</summary>
internal sealed class StoreHook(IMemoryLevel<PushVersion> inner, Action<CacheEntry<PushVersion>> beforeStore) : IMemoryLevel<PushVersion>
{
    public MemorySize Size => inner.Size;

    public CacheEntry<PushVersion>? Find(CacheKey<PushVersion> key) => inner.Find(key);

    public CacheEntry<PushVersion>? Peek(CacheKey<PushVersion> key) => inner.Peek(key);

    public void Store(CacheEntry<PushVersion> answer)
    {
        beforeStore(answer);
        inner.Store(answer);
    }

    public IReadOnlyList<CacheKey<PushVersion>> EvictBefore(PushVersion version) => inner.EvictBefore(version);

    public bool HasLater(PushVersion version, CachePart part) => inner.HasLater(version, part);
}

/// <summary>
/// What this project's origin had: a key without version and incarnation, deleted when a report comes in. The tests
/// must find it out, or they would find nothing.
/// </summary>
internal sealed class VersionlessCache(IMemoryLevel<PushVersion> inner) : IMemoryLevel<PushVersion>
{
    public MemorySize Size => inner.Size;

    public CacheEntry<PushVersion>? Find(CacheKey<PushVersion> key) => Of(key, inner.Find(Strip(key)));

    public CacheEntry<PushVersion>? Peek(CacheKey<PushVersion> key) => Of(key, inner.Peek(Strip(key)));

    public void Store(CacheEntry<PushVersion> answer) => inner.Store(answer with { Key = Strip(answer.Key) });

    public IReadOnlyList<CacheKey<PushVersion>> EvictBefore(PushVersion version) => inner.EvictBefore(version);

    public bool HasLater(PushVersion version, CachePart part) => inner.HasLater(version, part);

    private static CacheEntry<PushVersion>? Of(CacheKey<PushVersion> key, CacheEntry<PushVersion>? entry) => entry is null ? null : entry with { Key = key };

    private static CacheKey<PushVersion> Strip(CacheKey<PushVersion> key) =>
        key with { Version = new PushVersion(key.Version.Head with { Version = 0, Incarnation = default, Stamp = default }) };
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace VersionedCache.Tests;

/// <summary>A cache over a store of page numbers, whose clock stands.</summary>
internal sealed class TestCache : ICurrentVersions<PageVersion>
{
    private readonly ConcurrentDictionary<int, PageVersion> _current = new();

    internal TestCache()
    {
        Memory = new RecordingLevel(new MemoryLevel<PageVersion, int>(16 * 1024 * 1024, Time));
        Cache = new VersionCache<PageVersion, int>(this, Memory, Shared, Time);
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal RecordingLevel Memory { get; }

    internal SharedLevel Shared { get; } = new();

    internal VersionCache<PageVersion, int> Cache { get; }

    /// <summary>How often a version was read from the store.</summary>
    internal int Reads { get; private set; }

    /// <summary>What the store says from now on.</summary>
    internal PageVersion Write(PageVersion version) => _current[version.Page] = version;

    internal void Delete(int page) => _current.TryRemove(page, out _);

    public ValueTask<PageVersion?> FindAsync(PageVersion known, CancellationToken cancellationToken)
    {
        Reads++;
        return new(_current.TryGetValue(known.Page, out var version) ? version : null);
    }

    /// <summary>What a snapshot gives now: the version that the store has, in its bytes.</summary>
    internal Computed<PageVersion> Snapshot(int page, CachePart part, bool isLong = false, int bytes = 5000) => new(
        _current[page], part, new byte[bytes], new Lifetime(TimeSpan.FromMinutes(5), isLong), Time.GetUtcNow());

    /// <summary>A second level that has what a test says, and keeps nothing.</summary>
    internal sealed class SharedLevel : ISharedLevel<PageVersion>
    {
        internal Func<CacheKey<PageVersion>, Task<CacheEntry<PageVersion>?>> Find { get; set; } = static _ => Task.FromResult<CacheEntry<PageVersion>?>(null);

        public bool IsConfigured => false;

        public Task<CacheEntry<PageVersion>?> FindAsync(CacheKey<PageVersion> key, CancellationToken cancellationToken) => Find(key);

        public Task StoreAsync(CacheEntry<PageVersion> entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RemoveAsync(CacheKey<PageVersion> key, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class RecordingLevel(IMemoryLevel<PageVersion> inner) : IMemoryLevel<PageVersion>
    {
        /// <summary>Every entry that was ever stored, in order.</summary>
        internal ConcurrentQueue<CacheEntry<PageVersion>> Stored { get; } = new();

        /// <summary>Called before an entry is stored.</summary>
        internal Action<CacheEntry<PageVersion>> BeforeStore { get; set; } = static _ => { };

        public MemorySize Size => inner.Size;

        /// <summary>Called before an entry is looked for.</summary>
        internal Action<CacheKey<PageVersion>> BeforeFind { get; set; } = static _ => { };

        public CacheEntry<PageVersion>? Find(CacheKey<PageVersion> key)
        {
            BeforeFind(key);
            return inner.Find(key);
        }

        public CacheEntry<PageVersion>? Peek(CacheKey<PageVersion> key) => inner.Peek(key);

        public bool HasLater(PageVersion version, CachePart part) => inner.HasLater(version, part);

        public void Store(CacheEntry<PageVersion> entry)
        {
            BeforeStore(entry);
            Stored.Enqueue(entry);
            inner.Store(entry);
        }

        public IReadOnlyList<CacheKey<PageVersion>> EvictBefore(PageVersion version) => inner.EvictBefore(version);
    }
}

using System.Collections.Concurrent;
using GroupResults.Application.Caching;
using VersionedCache;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>A dictionary that forgets what has expired and remembers what was stored.</summary>
internal sealed class FakeMemoryCache(TimeProvider time) : IMemoryLevel<PushVersion>
{
    private readonly ConcurrentDictionary<CacheKey<PushVersion>, CacheEntry<PushVersion>> _entries = new();

    /// <summary>Every entry that was ever stored, in order.</summary>
    internal ConcurrentQueue<CacheEntry<PushVersion>> Stored { get; } = new();

    /// <summary>Called before an entry is stored.</summary>
    internal Action<CacheEntry<PushVersion>> BeforeStore { get; set; } = static _ => { };

    /// <summary>How often an entry was used.</summary>
    internal int Uses { get; private set; }

    public MemorySize Size => new(_entries.Count, _entries.Values.Sum(entry => (long)entry.Bytes.Length), long.MaxValue, 0, 0);

    public CacheEntry<PushVersion>? Find(CacheKey<PushVersion> key)
    {
        Uses++;
        return Peek(key);
    }

    public CacheEntry<PushVersion>? Peek(CacheKey<PushVersion> key) =>
        _entries.TryGetValue(key, out var entry) && entry.ExpiresAt > time.GetUtcNow() ? entry : null;

    public void Store(CacheEntry<PushVersion> answer)
    {
        BeforeStore(answer);
        Stored.Enqueue(answer);
        _entries[answer.Key] = answer;
    }

    public bool HasLater(PushVersion version, CachePart part) =>
        _entries.Keys.Any(key => key.Part == part && key.Version != version && key.Version.IsAtLeast(version) && Peek(key) is not null);

    public IReadOnlyList<CacheKey<PushVersion>> EvictBefore(PushVersion version)
    {
        List<CacheKey<PushVersion>> dead = [.. _entries.Keys.Where(key => key.Version.Subject == version.Subject && !key.Version.IsAtLeast(version))];
        dead.ForEach(key => _entries.TryRemove(key, out _));
        return dead;
    }

    internal void Clear() => _entries.Clear();
}

/// <summary>A second level that can be away: then nothing is found and what is stored is lost.</summary>
internal sealed class FakeSharedCache : ISharedLevel<PushVersion>
{
    internal ConcurrentDictionary<CacheKey<PushVersion>, CacheEntry<PushVersion>> Entries { get; } = new();

    internal ConcurrentQueue<CacheEntry<PushVersion>> Stored { get; } = new();

    internal ConcurrentQueue<CacheKey<PushVersion>> Removed { get; } = new();

    internal bool IsBroken { get; set; }

    /// <summary>Called after an entry was stored.</summary>
    internal Action AfterStore { get; set; } = static () => { };

    public bool IsConfigured { get; set; }

    internal ConcurrentQueue<CacheKey<PushVersion>> Asked { get; } = new();

    public Task<CacheEntry<PushVersion>?> FindAsync(CacheKey<PushVersion> key, CancellationToken cancellationToken)
    {
        Asked.Enqueue(key);
        return Task.FromResult(IsBroken ? null : Entries.GetValueOrDefault(key));
    }

    public Task StoreAsync(CacheEntry<PushVersion> answer, CancellationToken cancellationToken)
    {
        Stored.Enqueue(answer);
        if (IsConfigured && !IsBroken) Entries[answer.Key] = answer;
        AfterStore();
        return Task.CompletedTask;
    }

    public Task RemoveAsync(CacheKey<PushVersion> key, CancellationToken cancellationToken)
    {
        Removed.Enqueue(key);
        Entries.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}

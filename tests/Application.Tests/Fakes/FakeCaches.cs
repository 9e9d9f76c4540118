using System.Collections.Concurrent;
using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>A dictionary that forgets what has expired and remembers what was stored.</summary>
internal sealed class FakeMemoryCache(TimeProvider time) : IAnswerCache
{
    private readonly ConcurrentDictionary<AnswerKey, CachedAnswer> _entries = new();

    /// <summary>Every entry that was ever stored, in order.</summary>
    internal ConcurrentQueue<CachedAnswer> Stored { get; } = new();

    /// <summary>Called before an entry is stored.</summary>
    internal Action<CachedAnswer> BeforeStore { get; set; } = static _ => { };

    /// <summary>How often an entry was used.</summary>
    internal int Uses { get; private set; }

    public AnswerCacheSize Size => new(_entries.Count, _entries.Values.Sum(entry => (long)entry.Bytes.Length), long.MaxValue, 0, 0);

    public CachedAnswer? Find(AnswerKey key)
    {
        Uses++;
        return Peek(key);
    }

    public CachedAnswer? Peek(AnswerKey key) =>
        _entries.TryGetValue(key, out var entry) && entry.ExpiresAt > time.GetUtcNow() ? entry : null;

    public void Store(CachedAnswer answer)
    {
        BeforeStore(answer);
        Stored.Enqueue(answer);
        _entries[answer.Key] = answer;
    }

    public IReadOnlyList<AnswerKey> DropBefore(PushHead head)
    {
        List<AnswerKey> dead =
        [
            .. _entries.Keys.Where(
                key => key.Push == head.Push && (key.Incarnation != head.Incarnation || key.Version < head.Version)),
        ];
        dead.ForEach(key => _entries.TryRemove(key, out _));
        return dead;
    }

    internal void Clear() => _entries.Clear();
}

/// <summary>A second level that can be away: then nothing is found and what is stored is lost.</summary>
internal sealed class FakeSharedCache : ISharedAnswerCache
{
    internal ConcurrentDictionary<AnswerKey, CachedAnswer> Entries { get; } = new();

    internal ConcurrentQueue<CachedAnswer> Stored { get; } = new();

    internal ConcurrentQueue<AnswerKey> Removed { get; } = new();

    internal bool IsBroken { get; set; }

    /// <summary>Called after an entry was stored.</summary>
    internal Action AfterStore { get; set; } = static () => { };

    public bool IsConfigured { get; set; }

    internal ConcurrentQueue<AnswerKey> Asked { get; } = new();

    public Task<CachedAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        Asked.Enqueue(key);
        return Task.FromResult(IsBroken ? null : Entries.GetValueOrDefault(key));
    }

    public Task StoreAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        Stored.Enqueue(answer);
        if (IsConfigured && !IsBroken) Entries[answer.Key] = answer;
        AfterStore();
        return Task.CompletedTask;
    }

    public Task RemoveAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        Removed.Enqueue(key);
        Entries.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}

using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// Bounded in bytes, least recently used out first. Where room is wanted, two kinds give way that take more than a quarter of
/// it: large forms that are not gzip, which mostly can be made from it, and whole responses, of which one client can make
/// as many as it can write queries. So neither pushes out the answers that all clients share.
/// Also knows which keys each push has, so that the entries of earlier versions go at once when a new one commits.
/// </summary>
internal sealed class MemoryAnswerCache(CacheSettings settings, TimeProvider time) : IAnswerCache
{
    /// <summary>What an entry costs beside its bytes, roughly: the objects, the key and its places in the indexes.</summary>
    private const int EntryOverheadBytes = 512;

    /// <summary>From here on a form that is not compressed counts as one that can be made again.</summary>
    private const int LargeBytes = 16 * 1024;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<AnswerKey, LinkedListNode<CachedAnswer>> _entries = [];
    private readonly Dictionary<PushKey, HashSet<AnswerKey>> _byPush = [];
    private readonly Segment _kept = new();
    private readonly Segment _derived = new();
    private readonly Segment _responses = new();
    private DateTimeOffset _nextSweep = time.GetUtcNow() + SweepInterval;
    private long _activeEvictions;
    private long _stableEvictions;

    public AnswerCacheSize Size
    {
        get
        {
            lock (_lock) return new AnswerCacheSize(_entries.Count, Bytes, settings.MemoryLimitBytes, _activeEvictions, _stableEvictions);
        }
    }

    public CachedAnswer? Find(AnswerKey key) => Look(key, isUse: true);

    public CachedAnswer? Peek(AnswerKey key) => Look(key, isUse: false);

    public void Store(CachedAnswer answer)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_entries.TryGetValue(answer.Key, out var old)) Drop(old);
            if (SizeOf(answer) > settings.MemoryLimitBytes || answer.ExpiresAt <= now) return;
            _entries.Add(answer.Key, SegmentOf(answer).AddFirst(answer));
            if (!_byPush.TryGetValue(answer.Key.Push, out var keys)) _byPush.Add(answer.Key.Push, keys = []);
            keys.Add(answer.Key);
            if (now >= _nextSweep) Sweep(now);
            while (Bytes > settings.MemoryLimitBytes) Evict(NextOut());
        }
    }

    public IReadOnlyList<AnswerKey> DropBefore(PushHead head)
    {
        lock (_lock)
        {
            if (!_byPush.TryGetValue(head.Push, out var keys)) return [];
            List<AnswerKey> dead = [.. keys.Where(key => key.Incarnation != head.Incarnation || key.Epoch != head.Stamp.Epoch || key.Version < head.Version)];
            foreach (var key in dead) Drop(_entries[key]);
            return dead;
        }
    }

    private long Bytes => _kept.Bytes + _derived.Bytes + _responses.Bytes;

    private Segment SegmentOf(CachedAnswer answer)
    {
        if (answer.Key.Coding is not ContentCoding.Gzip && answer.Bytes.Length >= LargeBytes) return _derived;
        return answer.Key.Content.IsResponse ? _responses : _kept;
    }

    private LinkedListNode<CachedAnswer> NextOut()
    {
        var share = settings.MemoryLimitBytes / 4;
        if (_derived.Bytes > share) return _derived.Last!;
        if (_responses.Bytes > share) return _responses.Last!;
        return _kept.Last ?? _derived.Last ?? _responses.Last!;
    }

    private static long SizeOf(CachedAnswer answer) => answer.Bytes.Length + EntryOverheadBytes;

    private CachedAnswer? Look(AnswerKey key, bool isUse)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node)) return null;
            if (node.Value.ExpiresAt <= now)
            {
                Drop(node);
                return null;
            }

            if (isUse) SegmentOf(node.Value).MoveFirst(node);

            return node.Value;
        }
    }

    private void Evict(LinkedListNode<CachedAnswer> node)
    {
        if (node.Value.Stability is PushStability.Stable) _stableEvictions++;
        else _activeEvictions++;
        Drop(node);
    }

    /// <summary>Entries that expired and are not asked for again would otherwise stay until their room is needed.</summary>
    private void Sweep(DateTimeOffset now)
    {
        _nextSweep = now + SweepInterval;
        foreach (var expired in _entries.Values.Where(node => node.Value.ExpiresAt <= now).ToList()) Drop(expired);
    }

    private void Drop(LinkedListNode<CachedAnswer> node)
    {
        var key = node.Value.Key;
        _entries.Remove(key);
        SegmentOf(node.Value).Remove(node);
        var keys = _byPush[key.Push];
        keys.Remove(key);
        if (keys.Count == 0) _byPush.Remove(key.Push);
    }

    /// <summary>Entries by their last use, and what they take.</summary>
    private sealed class Segment
    {
        private readonly LinkedList<CachedAnswer> _byUse = []; // Most recently used first.

        internal long Bytes { get; private set; }

        internal LinkedListNode<CachedAnswer>? Last => _byUse.Last;

        internal LinkedListNode<CachedAnswer> AddFirst(CachedAnswer answer)
        {
            Bytes += SizeOf(answer);
            return _byUse.AddFirst(answer);
        }

        internal void MoveFirst(LinkedListNode<CachedAnswer> node)
        {
            if (_byUse.First == node) return;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        internal void Remove(LinkedListNode<CachedAnswer> node)
        {
            Bytes -= SizeOf(node.Value);
            _byUse.Remove(node);
        }
    }
}

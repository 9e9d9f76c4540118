namespace VersionedCache;

/// <summary>
/// Bounded in bytes, least recently used out first. Where room is wanted, two kinds give way that take more than a quarter of
/// it: large forms that are not gzip, which mostly can be made from it, and parts of an unbounded kind. So neither pushes out what
/// all clients share. The index by subject lets the entries of earlier versions go at once when a new one commits.
/// </summary>
/// <param name="limitBytes">All entries together, with their overhead.</param>
public sealed class MemoryLevel<TVersion, TSubject>(long limitBytes, TimeProvider time) : IMemoryLevel<TVersion>
    where TVersion : struct, IVersion<TVersion, TSubject>
    where TSubject : notnull
{
    /// <summary>What an entry costs beside its bytes, roughly: the objects, the key and its places in the indexes.</summary>
    private const int EntryOverheadBytes = 512;

    /// <summary>From here on a form that is not compressed counts as one that can be made again.</summary>
    private const int LargeBytes = 16 * 1024;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey<TVersion>, LinkedListNode<CacheEntry<TVersion>>> _entries = [];
    private readonly Dictionary<TSubject, SubjectKeys> _bySubject = [];
    private readonly Segment _kept = new();
    private readonly Segment _derived = new();
    private readonly Segment _unbounded = new();
    private DateTimeOffset _nextSweep = time.GetUtcNow() + SweepInterval;
    private long _shortLivedEvictions;
    private long _longLivedEvictions;

    public MemorySize Size
    {
        get
        {
            lock (_lock) return new MemorySize(_entries.Count, Bytes, limitBytes, _shortLivedEvictions, _longLivedEvictions);
        }
    }

    public CacheEntry<TVersion>? Find(CacheKey<TVersion> key) => Look(key, isUse: true);

    public CacheEntry<TVersion>? Peek(CacheKey<TVersion> key) => Look(key, isUse: false);

    public void Store(CacheEntry<TVersion> entry)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Key, out var old)) Drop(old);
            if (SizeOf(entry) > limitBytes || entry.ExpiresAt <= now) return;
            _entries.Add(entry.Key, SegmentOf(entry).AddFirst(entry));
            if (!_bySubject.TryGetValue(entry.Key.Version.Subject, out var keys)) _bySubject.Add(entry.Key.Version.Subject, keys = new SubjectKeys());
            keys.Of(entry.Key).Add(entry.Key);
            if (now >= _nextSweep) Sweep(now);
            while (Bytes > limitBytes) Evict(NextOut());
        }
    }

    public bool HasLater(TVersion version, CachePart part)
    {
        lock (_lock)
        {
            return _bySubject.TryGetValue(version.Subject, out var keys)
                && keys.Common.Any(key => key.Part == part && key.Version.IsAtLeast(version) && !key.Version.Equals(version));
        }
    }

    public IReadOnlyList<CacheKey<TVersion>> EvictBefore(TVersion version)
    {
        lock (_lock)
        {
            if (!_bySubject.TryGetValue(version.Subject, out var keys)) return [];
            List<CacheKey<TVersion>> dead = [.. keys.All.Where(key => !key.Version.IsAtLeast(version))];
            foreach (var key in dead) Drop(_entries[key]);
            return dead;
        }
    }

    private long Bytes => _kept.Bytes + _derived.Bytes + _unbounded.Bytes;

    private Segment SegmentOf(CacheEntry<TVersion> entry)
    {
        if (entry.Key.Coding is not ContentCoding.Gzip && entry.Bytes.Length >= LargeBytes) return _derived;
        return entry.Key.Part.IsUnbounded ? _unbounded : _kept;
    }

    private LinkedListNode<CacheEntry<TVersion>> NextOut()
    {
        var share = limitBytes / 4;
        if (_derived.Bytes > share) return _derived.Last!;
        if (_unbounded.Bytes > share) return _unbounded.Last!;
        return _kept.Last ?? _derived.Last ?? _unbounded.Last!;
    }

    private static long SizeOf(CacheEntry<TVersion> entry) => entry.Bytes.Length + EntryOverheadBytes;

    private CacheEntry<TVersion>? Look(CacheKey<TVersion> key, bool isUse)
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

    private void Evict(LinkedListNode<CacheEntry<TVersion>> node)
    {
        if (node.Value.IsLongLived) _longLivedEvictions++;
        else _shortLivedEvictions++;
        Drop(node);
    }

    /// <summary>Entries that expired and are not asked for again would otherwise stay until their room is needed.</summary>
    private void Sweep(DateTimeOffset now)
    {
        _nextSweep = now + SweepInterval;
        foreach (var expired in _entries.Values.Where(node => node.Value.ExpiresAt <= now).ToList()) Drop(expired);
    }

    private void Drop(LinkedListNode<CacheEntry<TVersion>> node)
    {
        var key = node.Value.Key;
        _entries.Remove(key);
        SegmentOf(node.Value).Remove(node);
        var keys = _bySubject[key.Version.Subject];
        keys.Of(key).Remove(key);
        if (keys.IsEmpty) _bySubject.Remove(key.Version.Subject);
    }

    /// <summary>A subject's keys. Those of unbounded kinds are apart: they may be many.</summary>
    private sealed class SubjectKeys
    {
        private readonly HashSet<CacheKey<TVersion>> _unbounded = [];

        internal HashSet<CacheKey<TVersion>> Common { get; } = [];

        internal IEnumerable<CacheKey<TVersion>> All => Common.Concat(_unbounded);

        internal bool IsEmpty => Common.Count == 0 && _unbounded.Count == 0;

        internal HashSet<CacheKey<TVersion>> Of(CacheKey<TVersion> key) => key.Part.IsUnbounded ? _unbounded : Common;
    }

    /// <summary>Entries by their last use, and what they take.</summary>
    private sealed class Segment
    {
        private readonly LinkedList<CacheEntry<TVersion>> _byUse = []; // Most recently used first.

        internal long Bytes { get; private set; }

        internal LinkedListNode<CacheEntry<TVersion>>? Last => _byUse.Last;

        internal LinkedListNode<CacheEntry<TVersion>> AddFirst(CacheEntry<TVersion> entry)
        {
            Bytes += SizeOf(entry);
            return _byUse.AddFirst(entry);
        }

        internal void MoveFirst(LinkedListNode<CacheEntry<TVersion>> node)
        {
            if (_byUse.First == node) return;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        internal void Remove(LinkedListNode<CacheEntry<TVersion>> node)
        {
            Bytes -= SizeOf(node.Value);
            _byUse.Remove(node);
        }
    }
}

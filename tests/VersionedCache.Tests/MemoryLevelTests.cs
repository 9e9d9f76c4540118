using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace VersionedCache.Tests;

public sealed class MemoryLevelTests
{
    /// <summary>What an entry counts beside its bytes.</summary>
    private const int Overhead = 512;

    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public void Find_EntryExpires_IsThereUntilTheTickBefore()
    {
        var cache = Cache(limitBytes: 10_000);
        cache.Store(Entry(1));
        _time.Advance(Ttl - TimeSpan.FromTicks(1));
        Assert.NotNull(cache.Find(Key(1)));
        Assert.NotNull(cache.Peek(Key(1)));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(cache.Peek(Key(1)));
        Assert.Null(cache.Find(Key(1)));
        Assert.Equal((0, 0L), (cache.Size.Entries, cache.Size.Bytes));
    }

    [Fact]
    public void Store_NoRoomLeft_LeastRecentlyUsedGoesFirst()
    {
        var cache = Cache(limitBytes: 3 * (Overhead + 100));
        for (var number = 1; number <= 3; number++) cache.Store(Entry(number));
        cache.Find(Key(1)); // A use.
        cache.Peek(Key(2)); // Not a use.

        cache.Store(Entry(4));

        Assert.Equal([1, 3, 4], Present(cache, 4));
        cache.Store(Entry(5));
        Assert.Equal([1, 4, 5], Present(cache, 5));
    }

    [Fact]
    public void Store_NoRoomLeft_CountsEvictionsByTheirLifetime()
    {
        var cache = Cache(limitBytes: 2 * (Overhead + 100));
        cache.Store(Entry(1) with { IsLongLived = true });
        cache.Store(Entry(2));
        cache.Store(Entry(3));
        Assert.Equal((0, 1), (cache.Size.ShortLivedEvictions, cache.Size.LongLivedEvictions));
        cache.Store(Entry(4));
        cache.Store(Entry(5));
        Assert.Equal((2, 1), (cache.Size.ShortLivedEvictions, cache.Size.LongLivedEvictions));
    }

    [Fact]
    public void Store_ExpiredAndDroppedEntries_AreNoEvictions()
    {
        var cache = Cache(limitBytes: 2 * (Overhead + 100));
        cache.Store(Entry(1));
        cache.Store(Entry(1));
        cache.EvictBefore(new PageVersion(1, 2));
        cache.Store(Entry(2));
        _time.Advance(Ttl);
        cache.Store(Entry(3));
        cache.Store(Entry(4));
        Assert.Equal((0, 0), (cache.Size.ShortLivedEvictions, cache.Size.LongLivedEvictions));
    }

    [Fact]
    public void Store_LargerThanTheLimit_IsNotKeptAndNothingGoesForIt()
    {
        var cache = Cache(limitBytes: 1000);
        cache.Store(Entry(1));
        cache.Store(Entry(2, bytes: 1000 - Overhead + 1));
        Assert.Equal([1], Present(cache, 2));
        Assert.Equal(0, cache.Size.ShortLivedEvictions);

        cache.Store(Entry(2, bytes: 1000 - Overhead));
        Assert.Equal([2], Present(cache, 2));
        Assert.Equal(1000, cache.Size.Bytes);
    }

    [Fact]
    public void Store_SameKeyAgainButTooLarge_DoesNotLeaveTheOldEntry()
    {
        var cache = Cache(limitBytes: 1000);
        cache.Store(Entry(1));
        cache.Store(Entry(1, bytes: 1000));
        Assert.Null(cache.Find(Key(1)));
        Assert.Equal((0, 0L), (cache.Size.Entries, cache.Size.Bytes));
    }

    [Fact]
    public void Store_ExpiredEntriesNobodyAsksFor_AreSweptOut()
    {
        var cache = Cache(limitBytes: 1_000_000);
        for (var number = 1; number <= 100; number++) cache.Store(Entry(number));
        _time.Advance(Ttl);
        cache.Store(Entry(101));
        Assert.Equal((1, (long)Overhead + 100), (cache.Size.Entries, cache.Size.Bytes));
    }

    [Fact]
    public void EvictBefore_Version_EvictsEarlierOnesAndOtherLinesOfThatSubjectOnly()
    {
        var cache = Cache(limitBytes: 1_000_000);
        var kept = new[] { Key(1, version: 2), Key(1, version: 3), Key(2, version: 1) };
        var dropped = new[]
        {
            Key(1, version: 1),
            Key(1, version: 1) with { Coding = ContentCoding.Gzip },
            Key(1, version: 1) with { Part = new CachePart("other") },
            Key(1, version: 1) with { Part = Query(1) },
            Key(1, version: 9) with { Version = new PageVersion(1, 9, Line: 2) },
        };
        foreach (var key in kept.Concat(dropped)) cache.Store(Entry(1) with { Key = key });

        var told = cache.EvictBefore(new PageVersion(1, 2));

        Assert.Equal(dropped.ToHashSet(), told.ToHashSet());
        Assert.All(kept, key => Assert.NotNull(cache.Find(key)));
        Assert.All(dropped, key => Assert.Null(cache.Find(key)));
        Assert.Empty(cache.EvictBefore(new PageVersion(1, 2)));
    }

    /// <summary>Against a list that does the same the slow way, over any sequence of operations.</summary>
    [Fact]
    public void AnyOperations_AgainstAModel_HoldTheLimitAndTheOrder()
    {
        const long Limit = 6000;
        var operation = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 3000]);
        operation.Array[1, 60].Sample(
            operations =>
            {
                var time = new FakeTimeProvider(Start);
                var cache = new MemoryLevel<PageVersion, int>(Limit, time);
                var model = new Model(Limit, time);
                foreach (var (what, page, version, bytes) in operations)
                {
                    var key = Key(page, version);
                    switch (what)
                    {
                        case <= 4:
                            var entry = Entry(page, bytes) with { Key = key, ExpiresAt = time.GetUtcNow() + Ttl };
                            cache.Store(entry);
                            model.Store(entry);
                            break;
                        case <= 6:
                            Assert.Equal(model.Find(key), cache.Find(key));
                            break;
                        case 7:
                            Assert.Equal(model.Peek(key), cache.Peek(key));
                            break;
                        case 8:
                            Assert.Equal(model.EvictBefore(new PageVersion(page, version)), cache.EvictBefore(new PageVersion(page, version)).ToHashSet());
                            break;
                        default:
                            time.Advance(TimeSpan.FromMinutes(bytes / 1000));
                            break;
                    }

                    Assert.InRange(cache.Size.Bytes, 0, Limit);
                    model.AssertSame(cache);
                }
            },
            iter: 3000);
    }

    [Fact]
    public void Store_ManyLargePlainForms_TakeNoMoreThanAQuarterFromTheCompressedOnes()
    {
        const int Large = 100_000;
        var cache = Cache(limitBytes: 20 * (Overhead + Large));
        for (var number = 1; number <= 15; number++) cache.Store(Entry(number, Large) with { Key = Gzip(number) });
        for (var number = 1; number <= 15; number++) cache.Store(Entry(number, Large));

        Assert.Equal(15, Enumerable.Range(1, 15).Count(number => cache.Peek(Gzip(number)) is not null));
        Assert.Equal([11, 12, 13, 14, 15], Present(cache, 15));
    }

    [Fact]
    public void Store_CompressedFormsFillTheRoom_LetTheHotPlainOnesBe()
    {
        const int Large = 100_000;
        var cache = Cache(limitBytes: 20 * (Overhead + Large));
        for (var number = 1; number <= 5; number++) cache.Store(Entry(number, Large));
        for (var number = 1; number <= 40; number++) cache.Store(Entry(number, Large) with { Key = Gzip(number) });

        Assert.Equal([1, 2, 3, 4, 5], Present(cache, 40));
        Assert.Equal(Enumerable.Range(26, 15), Enumerable.Range(1, 40).Where(number => cache.Peek(Gzip(number)) is not null));
        Assert.Equal(20 * (Overhead + Large), cache.Size.Bytes);
    }

    [Fact]
    public void Store_LargePlainForms_UseAllTheRoomThatNothingElseWants()
    {
        const int Large = 100_000;
        var cache = Cache(limitBytes: 4 * (Overhead + Large));
        for (var number = 1; number <= 5; number++) cache.Store(Entry(number, Large));
        Assert.Equal([2, 3, 4, 5], Present(cache, 5));
    }

    [Fact]
    public void Store_ManyUnboundedParts_DoNotPushOutTheCommonOnes()
    {
        const int Size = 1000;
        var cache = Cache(limitBytes: 20 * (Overhead + Size));
        for (var number = 1; number <= 15; number++) cache.Store(Entry(number, Size));
        for (var query = 1; query <= 100; query++)
        {
            cache.Store(Entry(1, Size) with { Key = Key(1) with { Part = Query(query) } });
        }

        Assert.Equal(Enumerable.Range(1, 15), Present(cache, 15));
        Assert.Equal((20, 95L), (cache.Size.Entries, cache.Size.ShortLivedEvictions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_LargePlainFormOrUnboundedPart_IsAUse(bool isUnbounded)
    {
        const int Large = 100_000;
        CacheKey<PageVersion> KeyOf(int number) => isUnbounded ? Gzip(number) with { Part = Query(1) } : Key(number);
        var cache = Cache(limitBytes: 3 * (Overhead + Large));
        for (var number = 1; number <= 3; number++) cache.Store(Entry(number, Large) with { Key = KeyOf(number) });
        cache.Find(KeyOf(1)); // A use.
        cache.Peek(KeyOf(2)); // Not a use.

        cache.Store(Entry(4, Large) with { Key = KeyOf(4) });

        Assert.Equal([1, 3, 4], Enumerable.Range(1, 4).Where(number => cache.Peek(KeyOf(number)) is not null));
    }

    private static CacheKey<PageVersion> Gzip(int page) => Key(page) with { Coding = ContentCoding.Gzip };

    private MemoryLevel<PageVersion, int> Cache(long limitBytes) => new(limitBytes, _time);

    private static CachePart Query(int number) => new("query", (UInt128)number, PartKind.UnboundedLocal);

    private static CacheKey<PageVersion> Key(int page, int version = 1) => new(new PageVersion(page, version), PageVersion.Text, ContentCoding.Identity);

    private CacheEntry<PageVersion> Entry(int page, int bytes = 100) => new(
        Key(page), new byte[bytes], _time.GetUtcNow(), _time.GetUtcNow() + Ttl, IsLongLived: false, IsWarmed: false);

    private static IEnumerable<int> Present(MemoryLevel<PageVersion, int> cache, int upTo) =>
        Enumerable.Range(1, upTo).Where(number => cache.Peek(Key(number)) is not null);

    private sealed class Model(long limitBytes, FakeTimeProvider time)
    {
        private readonly List<CacheEntry<PageVersion>> _entries = []; // Most recently used first.
        private DateTimeOffset _nextSweep = time.GetUtcNow().AddMinutes(1);

        internal void Store(CacheEntry<PageVersion> entry)
        {
            _entries.RemoveAll(known => known.Key == entry.Key);
            if (SizeOf(entry) > limitBytes) return;
            _entries.Insert(0, entry);
            if (time.GetUtcNow() >= _nextSweep)
            {
                _nextSweep = time.GetUtcNow().AddMinutes(1);
                _entries.RemoveAll(IsExpired);
            }

            while (_entries.Sum(SizeOf) > limitBytes) _entries.RemoveAt(_entries.Count - 1);
        }

        internal CacheEntry<PageVersion>? Find(CacheKey<PageVersion> key)
        {
            var found = Peek(key);
            if (found is null) return null;
            _entries.Remove(found);
            _entries.Insert(0, found);
            return found;
        }

        internal CacheEntry<PageVersion>? Peek(CacheKey<PageVersion> key)
        {
            _entries.RemoveAll(entry => entry.Key == key && IsExpired(entry));
            return _entries.Find(entry => entry.Key == key);
        }

        internal HashSet<CacheKey<PageVersion>> EvictBefore(PageVersion version)
        {
            var dead = _entries.Where(entry => entry.Key.Version.Page == version.Page && entry.Key.Version.Number < version.Number).Select(entry => entry.Key).ToHashSet();
            _entries.RemoveAll(entry => dead.Contains(entry.Key));
            return dead;
        }

        internal void AssertSame(MemoryLevel<PageVersion, int> cache)
        {
            Assert.Equal((_entries.Count, _entries.Sum(SizeOf)), (cache.Size.Entries, cache.Size.Bytes));
        }

        private bool IsExpired(CacheEntry<PageVersion> entry) => entry.ExpiresAt <= time.GetUtcNow();

        private static long SizeOf(CacheEntry<PageVersion> entry) => entry.Bytes.Length + Overhead;
    }
}

using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>The second level, and what a commit evicts.</summary>
public sealed class SharedCacheTests : IDisposable
{
    private readonly TestApplication _application = new();

    public SharedCacheTests() => _application.Shared.IsConfigured = true;

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Get_Compressed_IsShared()
    {
        var head = _application.Storage.Report(Push);

        var answer = await GetAsync(ContentCoding.Gzip);

        var shared = _application.Shared.Entries[KeyOf(head, CommonParts.ResultMap, ContentCoding.Gzip)];
        Assert.True(shared.Bytes.Equals(answer!.Bytes));
        Assert.Equal(answer.Provenance!.ExpiresAt, shared.ExpiresAt);
    }

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task Get_Miss_AsksTheSharedCacheOnce(ContentCoding coding)
    {
        _application.Storage.Report(Push);

        await GetAsync(coding);

        Assert.Single(_application.Shared.Asked);
    }

    [Fact]
    public async Task Get_Plain_FillsTheSharedCacheBehindTheAnswer()
    {
        var head = _application.Storage.Report(Push);
        var stored = new Gate();
        _application.Shared.AfterStore = () => _ = stored.PassAsync();

        await GetAsync(ContentCoding.Identity);
        await stored.Entered;

        Assert.Contains(KeyOf(head, CommonParts.ResultMap, ContentCoding.Gzip), _application.Shared.Entries.Keys);
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_PlainWithoutASharedCache_CompressesNothing()
    {
        _application.Shared.IsConfigured = false;
        _application.Storage.Report(Push);

        await GetAsync(ContentCoding.Identity);

        Assert.Equal(ContentCoding.Identity, Assert.Single(_application.Memory.Stored).Key.Coding);
        Assert.Empty(_application.Shared.Stored);
    }

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task Get_AnotherInstanceComputedIt_IsAHitInEveryForm(ContentCoding coding)
    {
        _application.Storage.Report(Push);
        var first = await GetAsync(ContentCoding.Gzip);
        var expected = await GetAsync(coding);
        _application.Memory.Clear();

        var answer = await GetAsync(coding);

        Assert.Equal(CacheOutcome.Hit, answer!.Provenance!.Outcome);
        Assert.Equal(first!.Provenance!.ExpiresAt, answer.Provenance.ExpiresAt);
        Assert.Equal(expected!.Bytes.ToArray(), answer.Bytes.ToArray());
        Assert.Equal(1, _application.Storage.SnapshotReads);
        Assert.NotNull(_application.Memory.Peek(KeyOf(answer.Head, CommonParts.ResultMap, coding)));
    }

    [Fact]
    public async Task Get_OnlyAnOlderVersionIsShared_IsComputed()
    {
        _application.Storage.Report(Push, "task1");
        await GetAsync(ContentCoding.Gzip);
        _application.Memory.Clear();
        _application.Storage.Report(Push, "task2");

        var answer = await GetAsync(ContentCoding.Gzip);

        Assert.Equal((2, CacheOutcome.Miss), (answer!.Head.Version, answer.Provenance!.Outcome));
    }

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task Get_SharedCacheBroken_IsHarmless(ContentCoding coding)
    {
        _application.Shared.IsBroken = true;
        _application.Storage.Report(Push, "task1");
        Assert.Equal(CacheOutcome.Miss, (await GetAsync(coding))!.Provenance!.Outcome);
        Assert.Equal(CacheOutcome.Hit, (await GetAsync(coding))!.Provenance!.Outcome);
        if (coding is ContentCoding.Identity)
        {
            // Compressed behind the answer: it must not come back into the memory that is emptied now.
            await Eventually.TrueAsync(() => _application.Memory.Stored.Any(entry => entry.Key.Coding is ContentCoding.Gzip), "the plain bytes are compressed");
        }

        _application.Memory.Clear();

        Assert.Equal(CacheOutcome.Miss, (await GetAsync(coding))!.Provenance!.Outcome);
        Assert.Equal(2, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Record_ChangedReport_EvictsEarlierVersions()
    {
        var other = Push with { Revision = "def" };
        var otherHead = _application.Storage.Report(other);
        await _application.SendAsync(MapOf(other, ContentCoding.Gzip));
        var old = await RecordAsync("task1");
        foreach (var coding in Enum.GetValues<ContentCoding>()) await GetAsync(coding);
        await _application.SendAsync(CountsOf(Push));

        var head = await RecordAsync("task2");

        Assert.Equal(2, head.Version);
        Assert.All(Enum.GetValues<ContentCoding>(), coding => Assert.Null(_application.Memory.Peek(KeyOf(old, CommonParts.ResultMap, coding))));
        Assert.Null(_application.Memory.Peek(KeyOf(old, CommonParts.ResultCounts, ContentCoding.Identity)));
        Assert.NotNull(_application.Memory.Peek(KeyOf(otherHead, CommonParts.ResultMap, ContentCoding.Gzip)));
        Assert.Contains(KeyOf(old, CommonParts.ResultMap, ContentCoding.Gzip), _application.Shared.Removed);
        Assert.All(_application.Shared.Removed, key => Assert.Equal((PushVersion.OfResults(old), ContentCoding.Gzip), (key.Version, key.Coding)));
    }

    [Fact]
    public async Task Record_SameReport_EvictsNothing()
    {
        await RecordAsync("task1");
        await GetAsync(ContentCoding.Gzip);

        await RecordAsync("task1");

        Assert.Empty(_application.Shared.Removed);
        Assert.Equal(CacheOutcome.Hit, (await GetAsync(ContentCoding.Gzip))!.Provenance!.Outcome);
    }

    [Fact]
    public async Task Record_PushMadeAnew_EvictsItsFormerLife()
    {
        _application.Storage.Report(Push, "task1");
        var old = _application.Storage.Report(Push, "task2");
        await GetAsync(ContentCoding.Gzip);
        _application.Storage.Forget(Push);

        await RecordAsync("task1");

        Assert.Null(_application.Memory.Peek(KeyOf(old, CommonParts.ResultMap, ContentCoding.Gzip)));
        Assert.Equal(old.Incarnation, Assert.Single(_application.Shared.Removed).Version.Head.Incarnation);
    }

    [Fact]
    public async Task GetCacheEntry_NothingCached_IsNull() =>
        Assert.Null(await _application.SendAsync(new GetCacheEntry(_application.Storage.Report(Push))));

    [Fact]
    public async Task GetCacheEntry_FormsCached_SumsThemAndIsNoUse()
    {
        var head = _application.Storage.Report(Push);
        var plain = await GetAsync(ContentCoding.Identity);
        var gzip = await GetAsync(ContentCoding.Gzip);
        var uses = _application.Memory.Uses;

        var entry = await _application.SendAsync(new GetCacheEntry(head));

        Assert.Equal(
            new CacheEntryView(
                KeyOf(head, CommonParts.ResultMap, ContentCoding.Identity).ToString(),
                head.LastActivityAt,
                head.LastActivityAt.AddMinutes(5),
                plain!.Bytes.Length + gzip!.Bytes.Length,
                Warmed: false),
            entry);
        Assert.Equal(uses, _application.Memory.Uses);
        Assert.Null(await _application.SendAsync(new GetCacheEntry(head with { Version = 2 })));
    }

    [Fact]
    public async Task GetCacheEntry_OnlyShared_IsThatOne()
    {
        var head = _application.Storage.Report(Push);
        await GetAsync(ContentCoding.Gzip);
        _application.Memory.Clear();

        var entry = await _application.SendAsync(new GetCacheEntry(head));

        Assert.EndsWith(":1:map.gzip", entry!.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetCacheStatistics_AfterSomeReads_CountsThem()
    {
        Assert.Equal(0, (await _application.SendAsync(new GetCacheStatistics())).HitRate);
        _application.Shared.IsConfigured = false;
        var head = _application.Storage.Report(Push);
        for (var i = 0; i < 4; i++) await GetAsync(ContentCoding.Identity);
        _application.WarmUps.Schedule(head, _application.Time.GetUtcNow().AddMinutes(5));

        var active = await _application.SendAsync(new GetCacheStatistics());
        _application.Time.Advance(TimeSpan.FromMinutes(5));
        var stable = await _application.SendAsync(new GetCacheStatistics());

        Assert.Equal((3, 1, 1, 0.75), (active.Hits, active.Misses, active.Computations, active.HitRate));
        Assert.Equal((1, 0, 0), (active.ActivePushes, active.StablePushes, active.WarmUpsDue));
        Assert.Equal((0, 1, 1), (stable.ActivePushes, stable.StablePushes, stable.WarmUpsDue));
        Assert.Equal(1, stable.Entries);
    }

    private async Task<PushHead> RecordAsync(string taskId)
    {
        var recorded = await _application.SendAsync(new RecordGroupResults(
            new ReportInput(Push.Repository, Push.Revision, taskId, 0, null, [new GroupResult("g", GroupStatus.Ok, 1)])));
        return recorded.Head;
    }

    private Task<PushAnswer?> GetAsync(ContentCoding coding) => _application.SendAsync(MapOf(Push, coding));
}

using System.IO.Compression;
using System.Text;
using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Stability;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>The freshness protocol, one reader at a time.</summary>
public sealed class GetAnswerTests : IDisposable
{
    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Get_UnknownPush_IsNull()
    {
        Assert.Null(await GetAsync());
        Assert.Equal(0, _application.Metrics.Misses + _application.Metrics.Hits + _application.Metrics.Computations);
    }

    [Fact]
    public async Task Get_Twice_IsAMissThenAHit()
    {
        var head = _application.Storage.Report(Push);
        var miss = await GetAsync();
        _application.Time.Advance(TimeSpan.FromMinutes(1));
        var hit = await GetAsync();

        var expiresAt = head.LastActivityAt.AddMinutes(5);
        Assert.Equal(new AnswerProvenance(CacheOutcome.Miss, 1, expiresAt, PushStability.Active), miss!.Provenance);
        Assert.Equal(new AnswerProvenance(CacheOutcome.Hit, 1, expiresAt, PushStability.Active), hit!.Provenance);
        Assert.Equal("""{"task":{"group":true}}""", Encoding.UTF8.GetString(hit.Bytes.Span));
        Assert.Equal((1, 1, 1), (_application.Metrics.Misses, _application.Metrics.Hits, _application.Metrics.Computations));
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_AfterAReport_ContainsIt()
    {
        _application.Storage.Report(Push, "task1");
        await GetAsync();
        _application.Storage.Report(Push, "task2");

        var answer = await GetAsync();

        Assert.Equal((CacheOutcome.Miss, 2), (answer!.Provenance!.Outcome, answer.Head.Version));
        Assert.Equal("""{"task1":{"group":true},"task2":{"group":true}}""", Encoding.UTF8.GetString(answer.Bytes.Span));
    }

    [Theory]
    [InlineData(-1, PushStability.Active)]
    [InlineData(0, PushStability.Stable)]
    [InlineData(1, PushStability.Stable)]
    public async Task Get_BesideTheThreshold_KeepsForTheTimeOfThatStability(int ticks, PushStability expected)
    {
        var head = _application.Storage.Report(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(ticks));

        var answer = await GetAsync();

        var now = head.LastActivityAt.AddMinutes(5).AddTicks(ticks);
        var expiresAt = expected is PushStability.Stable ? now.AddHours(24) : now.AddMinutes(5);
        Assert.Equal(new AnswerProvenance(CacheOutcome.Miss, 1, expiresAt, expected), answer!.Provenance);

        // Of a stable push the gzip form may have been made behind the answer by now.
        var entry = Assert.Single(_application.Memory.Stored, entry => entry.Key.Coding is ContentCoding.Identity);
        Assert.Equal((now, expiresAt, expected is PushStability.Stable, false), (entry.StoredAt, entry.ExpiresAt, entry.IsLongLived, entry.IsWarmed));
    }

    [Fact]
    public async Task Get_ActivityAheadOfTheClock_IsRightAndActive()
    {
        using var application = new TestApplication(storageAhead: TimeSpan.FromHours(1));
        application.Storage.Report(Push, "task1");
        await application.SendAsync(MapOf(Push));
        application.Storage.Report(Push, "task2");

        var answer = await application.SendAsync(MapOf(Push));

        Assert.Equal((2, PushStability.Active), (answer!.Head.Version, answer.Provenance!.Stability));
        Assert.Equal(application.Time.GetUtcNow().AddMinutes(5), answer.Provenance.ExpiresAt);
    }

    [Fact]
    public async Task Get_SnapshotSeesALaterVersion_IsKeptUnderThatOne()
    {
        _application.Storage.Report(Push, "task1");
        _application.Storage.BeforeSnapshot = number =>
        {
            if (number == 1) _application.Storage.Report(Push, "task2");
            return Task.CompletedTask;
        };

        var miss = await GetAsync();
        var hit = await GetAsync();

        Assert.Equal((2, 2), (miss!.Head.Version, miss.Provenance!.Version));
        Assert.Equal(2, Assert.Single(_application.Memory.Stored).Key.Version.Head.Version);
        Assert.Equal(CacheOutcome.Hit, hit!.Provenance!.Outcome);
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_SnapshotSeesALaterActivity_IsKeptForTheTimeOfThatOne()
    {
        _application.Storage.Report(Push, "task1");
        _application.Time.Advance(TimeSpan.FromHours(1));
        _application.Storage.BeforeSnapshot = _ =>
        {
            _application.Storage.Report(Push, "task2");
            return Task.CompletedTask;
        };

        var answer = await GetAsync();

        Assert.Equal(PushStability.Active, answer!.Provenance!.Stability);
        Assert.Equal(_application.Time.GetUtcNow().AddMinutes(5), answer.Provenance.ExpiresAt);
        Assert.False(Assert.Single(_application.Memory.Stored).IsLongLived);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_SnapshotOlderThanTheHead_IsAnError(bool isOldOneCached)
    {
        var head = _application.Storage.Report(Push);
        if (isOldOneCached) await GetAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _application.SendAsync(MapOf(Push, head: head with { Version = 2 })));
    }

    [Fact]
    public async Task Get_PushMadeAnewSinceTheHeadWasRead_IsTheNewOne()
    {
        var old = _application.Storage.Report(Push, "old");
        await GetAsync();
        _application.Storage.Forget(Push);
        _application.Storage.Report(Push, "new");

        var byNewHead = await GetAsync();
        var byOldHead = await _application.SendAsync(MapOf(Push, ContentCoding.Brotli, old with { Version = 7 }));

        Assert.Equal(1, byNewHead!.Head.Version);
        Assert.Equal("""{"new":{"group":true}}""", Encoding.UTF8.GetString(byNewHead.Bytes.Span));
        Assert.Equal(byNewHead.Head, byOldHead!.Head);
    }

    [Fact]
    public async Task Get_PushGoneSinceTheHeadWasRead_IsNull()
    {
        var head = _application.Storage.Report(Push);
        _application.Storage.Forget(Push);

        Assert.Null(await _application.SendAsync(MapOf(Push, head: head)));
    }

    [Fact]
    public async Task Get_PushGoneAtTheSnapshot_IsNull()
    {
        _application.Storage.Report(Push);
        _application.Storage.BeforeSnapshot = _ =>
        {
            _application.Storage.Forget(Push);
            return Task.CompletedTask;
        };

        Assert.Null(await GetAsync(ContentCoding.Gzip));
        Assert.Empty(_application.Memory.Stored);
    }

    [Fact]
    public async Task Get_Expired_IsComputedAgain()
    {
        _application.Storage.Report(Push);
        await GetAsync();
        _application.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(CacheOutcome.Miss, (await GetAsync())!.Provenance!.Outcome);
        Assert.Equal(2, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_CompressedForms_AreMadeOnceAndHoldTheSame()
    {
        _application.Storage.Report(Push, group: "ü \"🦊\"");
        var plain = await GetAsync();
        foreach (var coding in new[] { ContentCoding.Gzip, ContentCoding.Brotli })
        {
            var first = await GetAsync(coding);
            var second = await GetAsync(coding);

            Assert.True(second!.Bytes.Equals(first!.Bytes), "The second time it is the stored bytes.");
            Assert.Equal(plain!.Bytes.ToArray(), Decompress(first.Bytes, coding));
            Assert.Equal(CacheOutcome.Hit, first.Provenance!.Outcome);
        }

        Assert.Equal(1, _application.Storage.SnapshotReads);
        Assert.Equal(
            [ContentCoding.Identity, ContentCoding.Gzip, ContentCoding.Brotli], _application.Memory.Stored.Select(entry => entry.Key.Coding));
    }

    [Fact]
    public async Task Get_MapAndCounts_AreKeptApart()
    {
        _application.Storage.Report(Push);
        var map = await GetAsync();
        var counts = await _application.SendAsync(CountsOf(Push));

        Assert.NotEqual(map!.Bytes.ToArray(), counts!.Bytes.ToArray());
        Assert.Equal(2, _application.Metrics.Computations);
    }

    [Fact]
    public async Task Get_Metrics_SayHowOldAndStableThePushIs()
    {
        _application.Storage.Report(Push);
        await GetAsync(ContentCoding.Gzip); // Plain bytes would be compressed behind the answer, into the memory that is emptied below.
        foreach (var hours in new[] { 1, 23, 24 * 6 })
        {
            _application.Time.Advance(TimeSpan.FromHours(hours));
            _application.Memory.Clear();
            await GetAsync(ContentCoding.Gzip);
        }

        var ages = _application.Counter("groupresults.cache.misses", "push_age");
        Assert.Equal((1, 1, 1, 1), (ages["under_1h"], ages["under_1d"], ages["under_7d"], ages["7d_and_over"]));
        var stabilities = _application.Counter("groupresults.cache.misses", "stability");
        Assert.Equal((1, 3), (stabilities["active"], stabilities["stable"]));
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> bytes, ContentCoding coding)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using Stream decoder = coding is ContentCoding.Gzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new BrotliStream(source, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        decoder.CopyTo(plain);
        return plain.ToArray();
    }

    private Task<PushAnswer?> GetAsync(ContentCoding coding = ContentCoding.Identity) =>
        _application.SendAsync(MapOf(Push, coding));
}

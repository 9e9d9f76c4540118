using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Caching;

/// <summary>Facts that are no results raise a push's version and leave its map and its counts as they are.</summary>
public sealed class FactsBesideResultsTests : IDisposable
{
    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Answer_AThousandFactsLater_IsTheSameEntry()
    {
        var reported = _application.Storage.Report(Push);
        var first = await _application.SendAsync(MapOf(Push, ContentCoding.Gzip));
        await _application.SendAsync(CountsOf(Push));
        var stored = _application.Memory.Stored.Count;
        var head = reported;
        for (var number = 0; number < 1000; number++) head = _application.Storage.ChangeFact(Push);

        var map = (await _application.SendAsync(MapOf(Push, ContentCoding.Gzip)))!;
        var counts = (await _application.SendAsync(CountsOf(Push)))!;

        Assert.Equal((CacheOutcome.Hit, CacheOutcome.Hit), (map.Provenance!.Outcome, counts.Provenance!.Outcome));
        Assert.True(first!.Bytes.Equals(map.Bytes), "The bytes are not those of the first entry.");
        Assert.Equal((head, head), (map.Head, counts.Head));
        Assert.Equal(1001, map.Provenance.Version);
        Assert.Equal(stored, _application.Memory.Stored.Count);
        Assert.Equal(2, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Answer_ReportAfterFacts_IsComputedAnew()
    {
        _application.Storage.Report(Push);
        await _application.SendAsync(MapOf(Push));
        _application.Storage.ChangeFact(Push);
        var head = _application.Storage.Report(Push, "another");

        var map = (await _application.SendAsync(MapOf(Push)))!;

        Assert.Equal((CacheOutcome.Miss, head), (map.Provenance!.Outcome, map.Head));
        Assert.Equal("""{"task":{"group":true},"another":{"group":true}}""", System.Text.Encoding.UTF8.GetString(map.Bytes.Span));
    }

    [Fact]
    public async Task Changed_Facts_EvictWhatDependsOnEverythingAlone()
    {
        var old = _application.Storage.Report(Push);
        await _application.SendAsync(MapOf(Push));
        var response = KeyOf(old, new CachePart("response.active", 7, PartKind.UnboundedLocal), ContentCoding.Identity);
        _application.Memory.Store(new CacheEntry<PushVersion>(
            response, new byte[10], _application.Time.GetUtcNow(), _application.Time.GetUtcNow().AddHours(1), IsLongLived: false, IsWarmed: false));

        _application.Storage.ChangeFact(Push);
        Assert.NotNull(_application.Memory.Peek(KeyOf(old, CommonParts.ResultMap, ContentCoding.Identity)));
        Assert.Null(_application.Memory.Peek(response));

        await ReportAnotherAsync();
        Assert.Null(_application.Memory.Peek(KeyOf(old, CommonParts.ResultMap, ContentCoding.Identity)));
    }

    [Fact]
    public async Task Changed_Facts_LeaveTheSharedLevelAlone()
    {
        _application.Shared.IsConfigured = true;
        var old = _application.Storage.Report(Push);
        await _application.SendAsync(MapOf(Push, ContentCoding.Gzip));

        _application.Storage.ChangeFact(Push);
        Assert.Empty(_application.Shared.Removed);

        await ReportAnotherAsync();
        Assert.All(_application.Shared.Removed, key => Assert.Equal(PushVersion.OfResults(old), key.Version));
        Assert.Contains(KeyOf(old, CommonParts.ResultMap, ContentCoding.Gzip), _application.Shared.Removed);
    }

    /// <summary>A request joins the computation of one that read an earlier head of the same results.</summary>
    [Fact]
    public async Task Answer_ComputedAtAnEarlierHead_IsOfTheHeadThatWasRead()
    {
        _application.Storage.Report(Push);
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        _application.Storage.BeforeSnapshot = _ =>
        {
            begun.TrySetResult();
            return gate.Task;
        };
        var earlier = _application.SendAsync(MapOf(Push));
        await begun.Task;
        var complete = _application.Storage.ChangeFact(Push, static head => head with { IsComplete = true });

        var later = _application.SendAsync(MapOf(Push));
        gate.SetResult();

        Assert.Equal(1, (await earlier)!.Head.Version);
        Assert.Equal(complete, (await later)!.Head);
        Assert.Equal((2, PushStability.Stable), ((await later)!.Provenance!.Version, (await later)!.Provenance!.Stability));
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task WarmUp_MapOfAnEarlierHead_IsKeptByTheLaterHeadsStability()
    {
        _application.Storage.Report(Push);
        await _application.SendAsync(MapOf(Push, ContentCoding.Gzip));
        Assert.Null(await WarmAsync());

        var head = _application.Storage.ChangeFact(Push, static head => head with { IsComplete = true });
        Assert.NotNull(await WarmAsync());

        var entry = _application.Memory.Peek(KeyOf(head, CommonParts.ResultMap, ContentCoding.Gzip))!;
        Assert.Equal((true, _application.Time.GetUtcNow().AddDays(1)), (entry.IsWarmed, entry.ExpiresAt));
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Get_FactBetweenTwoReads_NeedsNoOtherMap()
    {
        _application.Storage.Report(Push);
        await _application.SendAsync(new GetPush(Push, PushParts.ResultMap | PushParts.Counts));
        var head = _application.Storage.ChangeFact(Push);

        var view = (await _application.SendAsync(new GetPush(Push, PushParts.ResultMap | PushParts.Counts | PushParts.TaskRuns)))!;

        Assert.Equal((head, head), (view.Head, view.Snapshot!.Head));
        Assert.Equal((CacheOutcome.Hit, 2), (view.Cache!.Outcome, view.Cache.Version));
        Assert.Equal(3, _application.Storage.SnapshotReads); // One for the task runs.
    }

    private Task ReportAnotherAsync() => _application.SendAsync(new RecordGroupResults(
        new ReportInput(Push.Repository, Push.Revision, "another", 0, null, [new GroupResult("group", GroupStatus.Ok, 1)])));

    private Task<PushAnswer?> WarmAsync() => _application.SendAsync(MapOf(Push, ContentCoding.Gzip) with { Purpose = AnswerPurpose.WarmUp });
}

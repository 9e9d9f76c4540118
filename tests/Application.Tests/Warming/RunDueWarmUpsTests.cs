using GroupResults.Application.Caching;
using GroupResults.Application.Tests.Fakes;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using VersionedCache;
using static GroupResults.Application.Tests.Fakes.TestApplication;

namespace GroupResults.Application.Tests.Warming;

public sealed class RunDueWarmUpsTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TestApplication _application = new();

    public void Dispose() => _application.Dispose();

    [Fact]
    public async Task Run_OneTickBeforeThePushIsStable_DoesNothing()
    {
        ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5) - Tick);

        Assert.Equal(0, await RunAsync());
        Assert.Single(_application.WarmUps.Rows);
        Assert.Equal(0, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Run_PushIsStable_MakesItsAnswerLieReady()
    {
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await RunAsync());

        Assert.Empty(_application.WarmUps.Rows);
        AssertOutcomes(succeeded: 1);
        Assert.Equal(1, _application.Metrics.Computations);
        var entry = EntryOf(head, ContentCoding.Gzip);
        Assert.Equal((true, true), (entry!.IsWarmed, entry.IsLongLived));
        Assert.Equal(head.LastActivityAt.AddMinutes(5).AddHours(24), entry.ExpiresAt);
        Assert.Null(EntryOf(head, ContentCoding.Identity)); // Nobody asked for it.

        _application.Time.Advance(TimeSpan.FromHours(24) - Tick);
        Assert.Equal(CacheOutcome.Hit, (await _application.SendAsync(MapOf(Push, ContentCoding.Brotli)))!.Provenance!.Outcome);
        Assert.Equal((0, 1), (_application.Metrics.Misses, _application.Storage.SnapshotReads));
    }

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public async Task Run_BytesAreThereAlready_ExtendsThem(ContentCoding coding)
    {
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(4));
        var answer = await _application.SendAsync(MapOf(Push, coding));
        var before = EntryOf(head, coding);
        _application.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await RunAsync());

        Assert.Equal((1, 1), (_application.Storage.SnapshotReads, _application.Metrics.Computations));
        AssertOutcomes(succeeded: 1);
        Assert.Equal(
            before! with { ExpiresAt = _application.Time.GetUtcNow().AddHours(24), IsLongLived = true, IsWarmed = true },
            EntryOf(head, coding));
        Assert.True(EntryOf(head, coding)!.Bytes.Equals(answer!.Bytes));
        Assert.True(EntryOf(head, ContentCoding.Gzip)!.IsWarmed);
    }

    [Fact]
    public async Task Run_AllFormsAreThere_ExtendsEach()
    {
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var coding in Enum.GetValues<ContentCoding>()) await _application.SendAsync(MapOf(Push, coding));
        _application.Time.Advance(TimeSpan.FromMinutes(4));

        await RunAsync();

        var expiresAt = _application.Time.GetUtcNow().AddHours(24);
        Assert.All(
            Enum.GetValues<ContentCoding>(),
            coding => Assert.Equal((true, expiresAt), (EntryOf(head, coding)!.IsWarmed, EntryOf(head, coding)!.ExpiresAt)));
        Assert.Equal(1, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Run_SharedCache_GetsTheWarmedEntry()
    {
        _application.Shared.IsConfigured = true;
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));

        await RunAsync();

        var shared = _application.Shared.Entries[KeyOf(head, CommonParts.ResultMap, ContentCoding.Gzip)];
        Assert.Equal((true, _application.Time.GetUtcNow().AddHours(24)), (shared.IsWarmed, shared.ExpiresAt));
    }

    [Fact]
    public async Task Run_WarmUpFails_IsRetriedThreeTimesThenGivenUp()
    {
        _application.Storage.BeforeSnapshot = static _ => throw new InvalidDataException("broken");
        ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));
        var failures = 0;

        foreach (var seconds in new[] { 60, 120, 240 })
        {
            Assert.Equal(1, await RunAsync());
            var row = Assert.Single(_application.WarmUps.Rows).Value;
            Assert.Equal((++failures, _application.Time.GetUtcNow().AddSeconds(seconds)), (row.Attempts, row.DueAt));
            AssertOutcomes(retried: failures);

            _application.Time.Advance(TimeSpan.FromSeconds(seconds) - Tick);
            Assert.Equal(0, await RunAsync());
            _application.Time.Advance(Tick);
        }

        Assert.Equal(1, await RunAsync());

        Assert.Empty(_application.WarmUps.Rows);
        AssertOutcomes(retried: 3, failed: 1);
        Assert.Equal(4, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Run_SucceedsAfterAFailure_IsDone()
    {
        _application.Storage.BeforeSnapshot = number => number == 1 ? throw new InvalidDataException("broken") : Task.CompletedTask;
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));
        await RunAsync();
        _application.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(1, await RunAsync());

        AssertOutcomes(retried: 1, succeeded: 1);
        Assert.Empty(_application.WarmUps.Rows);
        Assert.Equal(_application.Time.GetUtcNow().AddHours(24), EntryOf(head, ContentCoding.Gzip)!.ExpiresAt);
    }

    [Fact]
    public async Task Run_PushIsActiveAgain_IsRescheduled()
    {
        var head = ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(4));
        var later = _application.Storage.Report(Push, "task2");
        _application.WarmUps.Rows[Push] = new FakeWarmUpQueue.Row(Push, head.LastActivityAt, Attempts: 2);

        Assert.Equal(1, await RunAsync());

        var row = Assert.Single(_application.WarmUps.Rows).Value;
        Assert.Equal((later.LastActivityAt.AddMinutes(5), 2), (row.DueAt, row.Attempts));
        AssertOutcomes(skipped: 1);
        Assert.Equal(0, _application.Storage.SnapshotReads);
    }

    [Fact]
    public async Task Run_ReportComesWhileItComputes_LeavesItsRowToTheReport()
    {
        ReportAndSchedule(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));
        PushHead? later = null;
        _application.Storage.BeforeSnapshot = _ =>
        {
            later = _application.Storage.Report(Push, "task2");
            _application.WarmUps.Schedule(later, later.LastActivityAt.AddMinutes(5));
            return Task.CompletedTask;
        };

        Assert.Equal(1, await RunAsync());

        var row = Assert.Single(_application.WarmUps.Rows).Value;
        Assert.Equal(later!.LastActivityAt.AddMinutes(5), row.DueAt);
        AssertOutcomes(skipped: 1);
        Assert.Equal((false, false), (EntryOf(later, ContentCoding.Gzip)!.IsWarmed, EntryOf(later, ContentCoding.Gzip)!.IsLongLived));
        Assert.Equal(_application.Time.GetUtcNow().AddMinutes(5), EntryOf(later, ContentCoding.Gzip)!.ExpiresAt);
    }

    [Fact]
    public async Task Run_PushVanished_IsRemoved()
    {
        ReportAndSchedule(Push);
        _application.Storage.Forget(Push);
        _application.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await RunAsync());

        Assert.Empty(_application.WarmUps.Rows);
        AssertOutcomes(skipped: 1);
    }

    [Fact]
    public async Task Run_SeveralAreDue_DoesThemAllWhateverBecomesOfOne()
    {
        PushKey[] pushes = [.. Enumerable.Range(0, 5).Select(i => Push with { Revision = $"a{i}" })];
        foreach (var push in pushes) ReportAndSchedule(push);
        _application.Storage.BeforeSnapshot = static number => number == 2 ? throw new InvalidDataException("broken") : Task.CompletedTask;
        _application.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(5, await RunAsync());

        AssertOutcomes(succeeded: 4, retried: 1);
        Assert.Single(_application.WarmUps.Rows);
        Assert.All(_application.WarmUps.Leases, lease => Assert.Equal(RunDueWarmUps.Lease, lease));
    }

    [Fact]
    public async Task Run_Cancelled_LeavesTheClaimToRunOut()
    {
        var gate = new Gate();
        ReportAndSchedule(Push);
        _application.Storage.BeforeSnapshot = _ => gate.PassAsync();
        _application.Time.Advance(TimeSpan.FromMinutes(5));
        using var cancellation = new CancellationTokenSource();
        var run = _application.SendAsync(new RunDueWarmUps(), cancellation.Token);
        await gate.Entered;

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        gate.Open();

        AssertOutcomes();
        Assert.Equal(_application.Time.GetUtcNow() + RunDueWarmUps.Lease, Assert.Single(_application.WarmUps.Rows).Value.LeaseUntil);
        Assert.Equal(0, await RunAsync());
        _application.Time.Advance(RunDueWarmUps.Lease);
        Assert.Equal(1, await RunAsync());
        AssertOutcomes(succeeded: 1);
    }

    [Fact]
    public void RunDueWarmUps_Constants_AreTheDesigns()
    {
        Assert.Equal([60, 120, 240], RunDueWarmUps.RetryDelays.Select(delay => (int)delay.TotalSeconds));
        Assert.InRange(RunDueWarmUps.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    private PushHead ReportAndSchedule(PushKey push)
    {
        var head = _application.Storage.Report(push);
        _application.WarmUps.Schedule(head, _application.Policy.WarmUpDueAt(head));
        return head;
    }

    private Task<int> RunAsync() => _application.SendAsync(new RunDueWarmUps());

    private CacheEntry<PushVersion>? EntryOf(PushHead head, ContentCoding coding) =>
        _application.Memory.Peek(KeyOf(head, CommonParts.ResultMap, coding));

    private void AssertOutcomes(long succeeded = 0, long failed = 0, long retried = 0, long skipped = 0)
    {
        var outcomes = _application.Counter("groupresults.warmups", "outcome");
        Assert.Equal(
            (succeeded, failed, retried, skipped),
            (outcomes["succeeded"], outcomes["failed"], outcomes["retried"], outcomes["skipped"]));
    }
}

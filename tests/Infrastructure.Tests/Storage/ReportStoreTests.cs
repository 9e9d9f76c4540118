using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Tests.Storage;

public sealed class ReportStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Append_FirstReport_CreatesThePushAtVersion1()
    {
        Assert.Null(await _service.Get<IPushHeads>().FindAsync(Reports.Push, TestContext.Current.CancellationToken));

        var recorded = await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));

        Assert.True(recorded.Changed);
        Assert.Equal(1, recorded.Head.Version);
        Assert.Equal(TestService.StartTime, recorded.Head.FirstSeenAt);
        Assert.Equal(TestService.StartTime, recorded.Head.LastActivityAt);
        Assert.Equal(recorded.Head, await _service.HeadAsync(Reports.Push));
        Assert.Equal("""{"task":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Append_EachChange_RaisesTheVersionBy1AndMovesTheActivityAndTheWarmUp()
    {
        var first = await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        ReportInput[] changes =
        [
            Reports.Push.Report("task", Reports.Error("a.toml")),
            Reports.Push.Report("task", Reports.Error("a.toml", durationMs: 11)),
            Reports.Push.Report("task", Reports.Error("a.toml", durationMs: 11)) with { JobName = "another" },
            Reports.Push.Report("task", Reports.Error("a.toml", durationMs: 11)) with { JobName = null },
            Reports.Push.Report("task", Reports.Error("a.toml", durationMs: 11), Reports.Ok("b.toml")),
            Reports.Push.Report("task"),
            Reports.Push.Report("task") with { RunId = 1 },
        ];
        for (var i = 0; i < changes.Length; i++)
        {
            _service.Time.Advance(Tick);
            var recorded = await _service.RecordAsync(changes[i]);
            Assert.True(recorded.Changed);
            Assert.Equal(2 + i, recorded.Head.Version);
            Assert.Equal(first.Head.Incarnation, recorded.Head.Incarnation);
            Assert.Equal(_service.Time.GetUtcNow(), recorded.Head.LastActivityAt);
            Assert.Equal(TestService.StartTime, recorded.Head.FirstSeenAt);
            Assert.Equal(recorded.Head, await _service.HeadAsync(Reports.Push));
            Assert.Equal(_service.Time.GetUtcNow().AddMinutes(5).Ticks, _service.Sql("SELECT DueAt FROM WarmUps"));
        }
    }

    [Fact]
    public async Task Append_SameReportInAnotherOrder_ChangesNothing()
    {
        GroupResult[] results = [Reports.Ok("a.toml"), Reports.Error("b.toml"), new("c.toml", GroupStatus.Skip, 0)];
        var first = await _service.RecordAsync(Reports.Push.Report("task", results));
        var answer = await _service.MapAsync(Reports.Push);
        var before = _service.Sql("SELECT group_concat(PushId || ' ' || DueAt || ' ' || Attempts) FROM WarmUps");
        _service.Time.Advance(TimeSpan.FromMinutes(1));

        var again = await _service.RecordAsync(Reports.Push.Report("task", [.. results.Reverse()]));

        Assert.False(again.Changed);
        Assert.Equal(3, again.Accepted);
        Assert.Equal(first.Head, again.Head);
        Assert.Equal(first.Head, await _service.HeadAsync(Reports.Push));
        Assert.Equal(before, _service.Sql("SELECT group_concat(PushId || ' ' || DueAt || ' ' || Attempts) FROM WarmUps"));
        var next = await _service.MapAsync(Reports.Push);
        Assert.Equal(VersionedCache.CacheOutcome.Hit, next!.Provenance!.Outcome);
        Assert.Equal(answer!.Head, next.Head);
    }

    [Fact]
    public async Task Append_SameReportWhileAWarmUpIsClaimed_LeavesTheClaim()
    {
        var report = Reports.Push.Report("task", Reports.Ok("a.toml"));
        await _service.RecordAsync(report);
        _service.Time.Advance(TimeSpan.FromMinutes(5));
        var queue = _service.Get<IWarmUpQueue>();
        var claim = await queue.ClaimNextAsync(_service.Time.GetUtcNow(), RunDueWarmUps.Lease, TestContext.Current.CancellationToken);

        await _service.RecordAsync(report);

        await queue.RemoveAsync(claim!, TestContext.Current.CancellationToken);
        Assert.Equal(0L, _service.Sql("SELECT COUNT(*) FROM WarmUps"));
    }

    [Fact]
    public async Task Append_BatchForOnePush_RaisesTheVersionWithEachChangedReport()
    {
        await _service.RecordAsync(Reports.Push.Report("known", Reports.Ok("a.toml")));

        var recorded = await _service.RecordAsync(
        [
            Reports.Push.Report("first", Reports.Ok("a.toml")),
            Reports.Push.Report("known", Reports.Ok("a.toml")),
            Reports.Push.Report("second", Reports.Ok("new.toml")),
            new PushKey("try", "ff").Report("other", Reports.Ok("new.toml")),
        ]);

        Assert.Equal([true, false, true, true], recorded.Select(report => report.Changed));
        Assert.Equal([2, 2, 3, 1], recorded.Select(report => report.Head.Version));
        var snapshot = await _service.SnapshotAsync(Reports.Push);
        Assert.Equal(3, snapshot.Head.Version);
        Assert.Equal([("known", 1), ("first", 2), ("second", 3)], snapshot.TaskRuns.Select(run => (run.Key.TaskId, run.Version)));
        Assert.Equal(2L, _service.Sql("SELECT COUNT(*) FROM WarmUps"));
    }

    [Fact]
    public async Task Append_BatchOfKnownReports_ChangesNothing()
    {
        ReportInput[] batch = [Reports.Push.Report("one", Reports.Ok("a.toml")), Reports.Push.Report("two", Reports.Ok("a.toml"))];
        await _service.RecordAsync(batch);
        var head = await _service.HeadAsync(Reports.Push);
        _service.Time.Advance(Tick);

        var again = await _service.RecordAsync(batch);

        Assert.All(again, report => Assert.False(report.Changed));
        Assert.Equal(head, await _service.HeadAsync(Reports.Push));
    }

    [Fact]
    public async Task Append_TransactionFailsAtTheLastReport_StoresNothingOfTheBatch()
    {
        await _service.RecordAsync(Reports.Push.Report("known", Reports.Ok("a.toml")));
        var head = await _service.HeadAsync(Reports.Push);

        // Stands in for whatever may fail inside the transaction: the storage itself refuses one of its rows.
        _service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns WHEN NEW.TaskId = 'bad' BEGIN SELECT RAISE(ABORT, 'refused'); END");
        await Assert.ThrowsAsync<SqliteException>(() => _service.RecordAsync(
        [
            Reports.Push.Report("known", Reports.Error("a.toml")),
            Reports.Push.Report("good", Reports.Ok("new.toml")),
            new PushKey("try", "ff").Report("bad", Reports.Ok("newer.toml")),
        ]));

        Assert.Equal(head, await _service.HeadAsync(Reports.Push));
        Assert.Equal("""{"known":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM Pushes"));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM Groups"));

        // The ids that the failed transaction gave to names now go to others.
        _service.Sql("DROP TRIGGER Refuse");
        await _service.RecordAsync(Reports.Push.Report("good", Reports.Error("other.toml"), Reports.Ok("new.toml"), Reports.Ok("newer.toml")));
        Assert.Equal(
            """{"known":{"a.toml":true},"good":{"other.toml":false,"new.toml":true,"newer.toml":true}}""",
            await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Append_InvalidReportInABatch_StoresNothing()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => _service.RecordAsync(
            [Reports.Push.Report("good", Reports.Ok("a.toml")), Reports.Push.Report("bad", Reports.Ok(string.Empty))]));
        Assert.Equal(0L, _service.Sql("SELECT COUNT(*) FROM Pushes"));
    }

    [Fact]
    public async Task Append_PushDeletedAndMadeAnew_DrawsANewIncarnationAndId()
    {
        var old = (await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")))).Head;
        await _service.MapAsync(Reports.Push);
        _service.Sql("PRAGMA foreign_keys=ON; DELETE FROM Pushes");

        var made = (await _service.RecordAsync(Reports.Push.Report("task", Reports.Error("a.toml")))).Head;

        Assert.Equal(old.Version, made.Version);
        Assert.NotEqual(old.Incarnation, made.Incarnation);
        Assert.NotEqual(old.Id, made.Id);
        Assert.Equal("""{"task":{"a.toml":false}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Append_Times_AreStoredAsUtcTicks()
    {
        _service.Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(9), "far", "far"));
        _service.Time.Advance(Tick);
        await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));

        var ticks = TestService.StartTime.UtcTicks + 1;
        Assert.Equal(ticks, _service.Sql("SELECT FirstSeenAt FROM Pushes"));
        Assert.Equal(ticks, _service.Sql("SELECT LastActivityAt FROM Pushes"));
        Assert.Equal(ticks + TimeSpan.FromMinutes(5).Ticks, _service.Sql("SELECT DueAt FROM WarmUps"));
        Assert.Equal(new DateTimeOffset(ticks, TimeSpan.Zero), (await _service.HeadAsync(Reports.Push)).LastActivityAt);
    }

    [Fact]
    public async Task Append_ConcurrentWriters_EachChangeGetsAVersionOfItsOwn()
    {
        var recorded = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(
            () => _service.RecordAsync(Reports.Push.Report($"task-{number}", Reports.Ok($"{number}.toml"), Reports.Ok("all.toml"))))));

        Assert.Equal(Enumerable.Range(1, 40).Select(version => (long)version), recorded.Select(report => report.Head.Version).Order());
        var snapshot = await _service.SnapshotAsync(Reports.Push);
        Assert.Equal(40, snapshot.Head.Version);
        Assert.Equal(40, snapshot.TaskRuns.Count);
        Assert.Equal(41L, _service.Sql("SELECT COUNT(*) FROM Groups"));
    }

    [Fact]
    public async Task Append_OtherProcessHoldsTheWriteLock_WaitsForItAndReadsGoOn()
    {
        await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await using var other = new SqliteConnection($"Data Source={_service.DatabasePath};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        Task<RecordedReport> late;
        await using (other.BeginTransaction())
        {
            late = Task.Run(() => _service.RecordAsync(Reports.Push.Report("late", Reports.Ok("a.toml"))));
            Assert.Equal("""{"task":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
            Assert.False(late.IsCompleted);
        }

        Assert.Equal(2, (await late).Head.Version);
    }

    [Theory]
    [InlineData(13, 13, typeof(StorageFullException))] // FULL
    [InlineData(10, 4874, typeof(StorageFullException))] // IOERR_SHMSIZE
    [InlineData(10, 778, typeof(UnavailableException))] // IOERR_WRITE
    [InlineData(10, 1034, typeof(UnavailableException))] // IOERR_FSYNC
    [InlineData(11, 779, typeof(UnavailableException))] // CORRUPT_INDEX
    [InlineData(10, 266, typeof(UnavailableException))] // IOERR_READ
    [InlineData(5, 5, typeof(UnavailableException))] // BUSY
    [InlineData(8, 8, typeof(UnavailableException))] // READONLY
    [InlineData(14, 14, typeof(UnavailableException))] // CANTOPEN
    [InlineData(1, 1, null)] // ERROR
    [InlineData(19, 2067, null)] // CONSTRAINT_UNIQUE
    public void ToRefusal_SqliteError_SaysWhatItMeansToTheClient(int code, int extendedCode, Type? refusal) =>
        Assert.Equal(refusal, SqliteFaults.ToRefusal(new SqliteException("x", code, extendedCode))?.GetType());
}

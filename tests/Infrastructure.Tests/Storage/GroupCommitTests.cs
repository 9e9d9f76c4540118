using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>Reports that share a transaction, and what becomes of the others where one of them fails.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private const string RefuseBad =
        "CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns WHEN NEW.TaskId = 'bad' BEGIN SELECT RAISE(ABORT, 'refused'); END";

    /// <summary>Every statement succeeds; only the commit finds out.</summary>
    private const string RefuseBadAtTheCommit =
        """
        CREATE TABLE Orphans (PushId INTEGER REFERENCES Pushes (Id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER Refuse AFTER INSERT ON TaskRuns WHEN NEW.TaskId = 'bad' BEGIN INSERT INTO Orphans VALUES (-1); END
        """;

    private static readonly PushKey Other = new("try", "ff");

    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Append_ManyWait_ShareOneCommit()
    {
        await _service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        var commits = WalFile.CountCommits(_service.DatabasePath);

        var sent = await WriteLock.SendTogetherAsync(
            _service, Enumerable.Range(0, 20).Select(number => Reports.Push.Report($"task-{number}", Reports.Ok($"{number}.toml"))));
        var recorded = await Task.WhenAll(sent);

        Assert.Equal(commits + 1, WalFile.CountCommits(_service.DatabasePath));
        Assert.All(recorded, report => Assert.True(report.Changed));
        Assert.Equal(Enumerable.Range(2, 20).Select(version => (long)version), recorded.Select(report => report.Head.Version));
        var snapshot = await _service.SnapshotAsync(Reports.Push);
        Assert.Equal(recorded[^1].Head, snapshot.Head);
        Assert.Equal(recorded.Select(report => report.Head.Version).Prepend(1), snapshot.TaskRuns.Select(run => run.Version));
        Assert.Equal(21L, _service.Sql("SELECT COUNT(*) FROM Groups"));
        Assert.Equal(_service.Time.GetUtcNow().AddMinutes(5).Ticks, _service.Sql("SELECT DueAt FROM WarmUps"));
    }

    [Fact]
    public async Task Append_OneAfterTheOther_EachHasItsOwnCommit()
    {
        await _service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        var commits = WalFile.CountCommits(_service.DatabasePath);
        for (var number = 0; number < 3; number++) await _service.RecordAsync(Reports.Push.Report($"task-{number}"));
        Assert.Equal(commits + 3, WalFile.CountCommits(_service.DatabasePath));
    }

    [Fact]
    public async Task Append_MoreThanOneTransactionTakes_IsDividedInOrder()
    {
        await using var service = await StartAsync(new WriterLimits { MaxTransactionReports = 2 });
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        var commits = WalFile.CountCommits(service.DatabasePath);

        var sent = await WriteLock.SendTogetherAsync(service, Enumerable.Range(0, 5).Select(number => Reports.Push.Report($"task-{number}")));

        Assert.Equal([2, 3, 4, 5, 6], (await Task.WhenAll(sent)).Select(report => report.Head.Version));
        Assert.Equal(commits + 3, WalFile.CountCommits(service.DatabasePath));
    }

    [Fact]
    public async Task Append_LargeReport_HasATransactionToItself()
    {
        await using var service = await StartAsync(new WriterLimits { MaxTransactionBytes = 4000 });
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        var commits = WalFile.CountCommits(service.DatabasePath);

        var sent = await WriteLock.SendTogetherAsync(
            service,
            Reports.Push.Report("small-1"),
            Reports.Push.Report("small-2"),
            Reports.Push.Report("large", [.. Enumerable.Range(0, 100).Select(number => Reports.Ok($"{number}.toml"))]),
            Reports.Push.Report("small-3"));

        await Task.WhenAll(sent);
        Assert.Equal(commits + 3, WalFile.CountCommits(service.DatabasePath));
    }

    [Fact]
    public async Task Append_SameReportTwiceInOneTransaction_ChangesOnce()
    {
        var report = Reports.Push.Report("task", Reports.Ok("a.toml"), Reports.Error("b.toml"));
        var sent = await Task.WhenAll(await WriteLock.SendTogetherAsync(_service, report, report));

        Assert.Equal([true, false], sent.Select(recorded => recorded.Changed));
        Assert.Equal(sent[0].Head, sent[1].Head);
        Assert.Equal(1, (await _service.HeadAsync(Reports.Push)).Version);
    }

    [Fact]
    public async Task Append_TwoReportsOfOneTaskRunInOneTransaction_TheLaterReplacesTheEarlier()
    {
        var sent = await Task.WhenAll(await WriteLock.SendTogetherAsync(
            _service, Reports.Push.Report("task", Reports.Ok("a.toml")), Reports.Push.Report("task", Reports.Error("a.toml"))));

        Assert.Equal([1, 2], sent.Select(recorded => recorded.Head.Version));
        Assert.Equal("""{"task":{"a.toml":false}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Theory]
    [InlineData(RefuseBad)]
    [InlineData(RefuseBadAtTheCommit)]
    public async Task Append_OneOfSeveralFails_FailsAloneAndWithoutATrace(string trigger)
    {
        await _service.RecordAsync(Reports.Push.Report("known", Reports.Ok("known.toml")));
        _service.Sql(trigger);

        var sent = await WriteLock.SendTogetherAsync(
            _service,
            Reports.Push.Report("before", Reports.Ok("shared.toml")),
            Reports.Push.Report("bad", Reports.Ok("bad.toml"), Reports.Ok("shared.toml")) with { JobName = "bad job" },
            Other.Report("bad", Reports.Ok("bad.toml")),
            Reports.Push.Report("known", Reports.Ok("known.toml")),
            Reports.Push.Report("after", Reports.Ok("after.toml")));

        Assert.Equal(2, (await sent[0]).Head.Version);
        await Assert.ThrowsAsync<SqliteException>(() => sent[1]);
        await Assert.ThrowsAsync<SqliteException>(() => sent[2]);
        Assert.False((await sent[3]).Changed);
        Assert.Equal(3, (await sent[4]).Head.Version);
        Assert.Equal(
            """{"known":{"known.toml":true},"before":{"shared.toml":true},"after":{"after.toml":true}}""",
            await _service.MapTextAsync(Reports.Push));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM Pushes"));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM WarmUps"));
        Assert.Equal("known.toml shared.toml after.toml", _service.Sql("SELECT group_concat(Name, ' ') FROM (SELECT Name FROM Groups ORDER BY Id)"));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM JobNames"));
    }

    [Fact]
    public async Task Append_EmptyLogOfARunWithResults_IsRefusedAloneAndWithoutATrace()
    {
        await _service.RecordAsync(Reports.Push.Report("known", Reports.Ok("known.toml")));
        Task<RecordedReport> known, sent;
        IReadOnlyList<Task<RecordedReport>> before, after;
        using (WriteLock.Take(_service))
        {
            before = await WriteLock.SendAsync(_service, Reports.Push.Report("new", Reports.Ok("a.toml"), Reports.Error("b.toml")));
            known = await WriteLock.SendAsync(_service, Reports.Push.EmptyLog("known"));
            sent = await WriteLock.SendAsync(_service, Reports.Push.EmptyLog("new"));
            after = await WriteLock.SendAsync(_service, Reports.Push.Report("after", Reports.Ok("after.toml")));
        }

        Assert.Equal(2, (await before[0]).Head.Version);
        Assert.Contains("run 0 of task 'known' already has 1", (await Assert.ThrowsAsync<InvalidInputException>(() => known)).Message, StringComparison.Ordinal);
        Assert.Contains("run 0 of task 'new' already has 2", (await Assert.ThrowsAsync<InvalidInputException>(() => sent)).Message, StringComparison.Ordinal);
        Assert.Equal(3, (await after[0]).Head.Version);
        Assert.Equal(
            """{"known":{"known.toml":true},"new":{"a.toml":true,"b.toml":false},"after":{"after.toml":true}}""",
            await _service.MapTextAsync(Reports.Push));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM JobNames"));
    }

    /// <summary>What counts is what is stored when the log's turn comes, not what was sent before it.</summary>
    [Fact]
    public async Task Append_EmptyLogAfterAReportThatFailed_IsStored()
    {
        _service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns WHEN length(NEW.Results) > 0 BEGIN SELECT RAISE(ABORT, 'refused'); END");
        IReadOnlyList<Task<RecordedReport>> results;
        Task<RecordedReport> log;
        using (WriteLock.Take(_service))
        {
            results = await WriteLock.SendAsync(_service, Reports.Push.Report("task", Reports.Ok("a.toml")));
            log = await WriteLock.SendAsync(_service, Reports.Push.EmptyLog("task"));
        }

        await Assert.ThrowsAsync<SqliteException>(() => results[0]);
        Assert.True((await log).Changed);
        Assert.Equal("{}", await _service.MapTextAsync(Reports.Push));
    }

    [Theory]
    [InlineData(RefuseBad)]
    [InlineData(RefuseBadAtTheCommit)]
    public async Task Append_NamesOfAReportThatFailed_AreStoredWithTheNextThatHasThem(string trigger)
    {
        _service.Sql(trigger);
        var sent = await WriteLock.SendTogetherAsync(
            _service, Reports.Push.Report("bad", Reports.Ok("bad.toml")), Reports.Push.Report("good", Reports.Ok("good.toml")));
        await Assert.ThrowsAsync<SqliteException>(() => sent[0]);
        await sent[1];

        _service.Sql("DROP TRIGGER Refuse");
        await _service.RecordAsync(Reports.Push.Report("bad", Reports.Error("bad.toml"), Reports.Ok("good.toml")));

        Assert.Equal(
            """{"good":{"good.toml":true},"bad":{"good.toml":true,"bad.toml":false}}""", await _service.MapTextAsync(Reports.Push));
        Assert.Equal(2L, _service.Sql("SELECT COUNT(*) FROM Groups"));
    }

    [Theory]
    [InlineData(RefuseBad)]
    [InlineData(RefuseBadAtTheCommit)]
    public async Task Append_BatchThatFailsBesideOthers_FailsWhole(string trigger)
    {
        _service.Sql(trigger);
        Task<IReadOnlyList<RecordedReport>> batch;
        IReadOnlyList<Task<RecordedReport>> others;
        using (WriteLock.Take(_service))
        {
            batch = _service.RecordAsync([Reports.Push.Report("good", Reports.Ok("a.toml")), Reports.Push.Report("bad", Reports.Ok("b.toml"))]);
            others = await WriteLock.SendAsync(_service, Reports.Push.Report("other", Reports.Ok("c.toml")));
        }

        await Assert.ThrowsAsync<SqliteException>(() => batch);
        Assert.Equal(1, (await others[0]).Head.Version);
        Assert.Equal("""{"other":{"c.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM Groups"));
    }

    [Fact]
    public async Task Append_FloodOfWriters_VersionsHaveNoGapsAndEachReportIsThere()
    {
        const int Writers = 16;
        const int ReportsEach = 40;
        var recorded = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            List<(PushKey Push, string TaskId, long Version)> mine = [];
            for (var number = 0; number < ReportsEach; number++)
            {
                var push = number % 2 == 0 ? Reports.Push : Other;
                var taskId = $"task-{writer}-{number}";
                var report = await _service.RecordAsync(push.Report(taskId, Reports.Ok($"{writer}.toml"), Reports.Ok($"{number}.toml")));
                mine.Add((push, taskId, report.Head.Version));
                Assert.True((await _service.HeadAsync(push)).Version >= report.Head.Version);
            }

            return mine;
        })));

        foreach (var push in (PushKey[])[Reports.Push, Other])
        {
            var mine = recorded.SelectMany(reports => reports).Where(report => report.Push == push).ToDictionary(report => report.TaskId, report => report.Version);
            Assert.Equal(Enumerable.Range(1, Writers * ReportsEach / 2).Select(version => (long)version), mine.Values.Order());
            var snapshot = await _service.SnapshotAsync(push);
            Assert.Equal(mine, snapshot.TaskRuns.ToDictionary(run => run.Key.TaskId, run => run.Version));
        }
    }

    private static Task<TestService> StartAsync(WriterLimits limits) => TestService.StartAsync(
        new TestServiceOptions { Configure = services => services.AddSingleton(limits) });
}

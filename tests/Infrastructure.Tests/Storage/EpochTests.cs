using GroupResults.Application.Access;
using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>Each writer has an epoch, whose transactions form one line; where the database is not as the last left it, another begins.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    private TestService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Record_ChangedReports_RaiseTheCounterAndStampTheirPush()
    {
        var first = (await ReportAsync("one")).Stamp;
        var second = (await ReportAsync("two")).Stamp;
        var third = (await _service.RecordAsync(new PushKey("try", "1").Report("task", Reports.Ok("a.toml")))).Head.Stamp;

        Assert.Equal(1, first.Counter);
        Assert.Equal([first with { Counter = 2 }, first with { Counter = 3 }], [second, third]);
        Assert.Equal(second, (await _service.HeadAsync(Reports.Push)).Stamp);
        Assert.Equal([third], History());
    }

    [Fact]
    public async Task Record_ReportThatIsKnown_StoresNothing()
    {
        var stamp = (await ReportAsync("one")).Stamp;
        await ReportAsync("one");

        Assert.Equal([stamp], History());
    }

    [Fact]
    public async Task Record_AfterARestart_IsOfANewEpochBehindTheFirst()
    {
        var first = (await ReportAsync("one")).Stamp;
        await _service.RestartAsync();
        Assert.Equal(first, (await _service.HeadAsync(Reports.Push)).Stamp);
        var second = (await ReportAsync("two")).Stamp;

        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal(1, second.Counter);
        Assert.Equal([first, second], History());
    }

    [Fact]
    public async Task Record_DatabaseIsNotAsItWasLeft_DrawsANewEpochAndTellsWhoWaits()
    {
        using var repository = _service.Get<PushSignals>().Watch(Reports.Push.Repository);
        using var push = _service.Get<PushSignals>().Watch(Reports.Push);
        var first = (await ReportAsync("one")).Stamp;
        await ReportAsync("two");
        await repository.TakeAsync(Cancellation);
        await push.ChangedAsync(Cancellation);
        _service.Sql("UPDATE Epochs SET Counter = 1");

        var other = (await _service.RecordAsync(new PushKey("try", "1").Report("task", Reports.Ok("a.toml")))).Head.Stamp;

        Assert.NotEqual(first.Epoch, other.Epoch);
        Assert.Equal([first, other], History());
        await push.ChangedAsync(Cancellation);
        Assert.Null(await repository.TakeAsync(Cancellation));
    }

    /// <summary>A connection that failed has lost nothing: nobody needs to begin anew.</summary>
    [Fact]
    public async Task Record_AfterATransactionThatFailed_IsOfANewEpochAndTellsNobodyOfALoss()
    {
        using var repository = _service.Get<PushSignals>().Watch(Reports.Push.Repository);
        var first = (await ReportAsync("one")).Stamp;
        await Assert.ThrowsAsync<SqliteException>(() => _service.Get<SqliteWriter>().RunAsync(session => session.Execute("SELECT no"), Cancellation));
        var second = (await ReportAsync("two")).Stamp;

        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal([first, second], History());
        Assert.Equal(2, Assert.Single((await repository.TakeAsync(Cancellation))!).Head.Version);
    }

    [Fact]
    public async Task Record_TwoServicesOnOneFile_EachGoesOnInItsEpochAndTheLastIsAtTheEnd()
    {
        await using var other = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _service.DatabasePath, Time = _service.Time });
        var first = (await ReportAsync("one")).Stamp;
        var second = (await other.RecordAsync(Reports.Push.Report("two", Reports.Ok("b.toml")))).Head.Stamp;
        var third = (await ReportAsync("three")).Stamp;

        Assert.Equal(first with { Counter = 2 }, third);
        Assert.Equal([second, third], History());
        Assert.Equal("""{"one":{"one.toml":true},"two":{"b.toml":true},"three":{"three.toml":true}}""", await other.MapTextAsync(Reports.Push));
    }

    /// <summary>A transaction that changes nothing does not raise the counter: what it has found may be gone when the next one begins.</summary>
    [Fact]
    public async Task Record_NameFoundByAnUnchangedReportIsLostWithARestore_IsStoredAnew()
    {
        await using var other = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _service.DatabasePath, Time = _service.Time });
        using var directory = new TestDirectory();
        await ReportAsync("one");
        _service.Sql($"VACUUM INTO '{directory.Database}'");
        await other.RecordAsync(Reports.Push.Report("two", Reports.Ok("x.toml")));
        Assert.False((await _service.RecordAsync(Reports.Push.Report("two", Reports.Ok("x.toml")))).Changed);
        _service.RestoreFrom(directory.Database);

        await _service.RecordAsync(Reports.Push.Report("three", Reports.Ok("y.toml")));
        await _service.RecordAsync(Reports.Push.Report("four", Reports.Ok("x.toml")));

        Assert.Equal(
            """{"one":{"one.toml":true},"three":{"y.toml":true},"four":{"x.toml":true}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Record_ManyWriters_ForgetsTheEpochsOfLongAgo()
    {
        var database = _service.Get<SqliteDatabase>();
        var first = (await ReportAsync("one")).Stamp;
        for (var writer = 0; writer < 70; writer++)
        {
            using var session = new SqliteWriterSession(database.Open());
            Assert.True(session.TryBegin());
            session.Execute("INSERT INTO Groups (Hash, Name) VALUES (0, $1)", $"{writer}");
            session.Commit();
        }

        Assert.Equal(64, History().Count);
        Assert.DoesNotContain(first, History());
        Assert.NotEqual(first.Epoch, (await ReportAsync("two")).Stamp.Epoch); // Its own is forgotten, too: it draws another.
    }

    [Fact]
    public async Task Start_CopiesOfAnOlderDatabase_KeepTheirPushesAndStampThemDifferently()
    {
        List<PushHead> heads = [];
        using var directory = new TestDirectory();
        await MakeOldDatabaseAsync(directory.Database);
        File.Copy(directory.Database, directory.Combine("copy.db"));
        foreach (var path in (string[])[directory.Database, directory.Combine("copy.db")])
        {
            await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = path });
            heads.Add(await service.HeadAsync(Reports.Push));
            Assert.Empty(await service.Get<IAccessTokens>().ListAsync(Cancellation));
            Assert.Equal(heads[^1].Stamp.Counter, service.Sql("SELECT Counter FROM Epochs"));
        }

        Assert.All(heads, head => Assert.Equal(7, head.Version));
        Assert.NotEqual(heads[0].Stamp.Epoch, heads[1].Stamp.Epoch);
    }

    private static async Task MakeOldDatabaseAsync(string path)
    {
        var options = new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite($"Data Source={path};Pooling=False").Options;
        await using var first = new GroupResultsDbContext(options);
        await first.GetService<IMigrator>().MigrateAsync("Initial", Cancellation);
        await first.Database.ExecuteSqlAsync(
            $"INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt) VALUES ({Reports.Push.Repository}, {Reports.Push.Revision}, 1, 7, 0, 0)",
            Cancellation);
    }

    private async Task<PushHead> ReportAsync(string task) =>
        (await _service.RecordAsync(Reports.Push.Report(task, Reports.Ok($"{task}.toml")))).Head;

    private List<ChangeStamp> History()
    {
        using var connection = new SqliteConnection($"Data Source={_service.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = SqliteCommands.SelectHistory;
        using var reader = command.ExecuteReader();
        List<ChangeStamp> stamps = [];
        while (reader.Read()) stamps.Add(reader.GetStamp(0));
        return stamps;
    }
}

using System.Globalization;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>The kept totals are what counting the rows would give, whatever has happened to the rows.</summary>
public sealed class RepositoryTotalsTests : IAsyncLifetime
{
    private TestService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Record_SeveralRepositories_EachHasItsOwnTotal()
    {
        for (var number = 0; number < 3; number++) await ReportAsync("autoland", $"{number}");
        await _service.RecordAsync([Reported("try", "0"), Reported("autoland", "3"), Reported("try", "1"), Reported("try", "1", "another")]);

        Assert.Equal("autoland=4 try=2", await TotalsAsync());
    }

    [Fact]
    public async Task Record_PushThatIsKnown_RaisesNoTotal()
    {
        await ReportAsync("autoland", "0");
        await ReportAsync("autoland", "0");
        await _service.RecordAsync(Reported("autoland", "0", "another"));

        Assert.Equal("autoland=1", await TotalsAsync());
    }

    [Fact]
    public async Task Record_TransactionIsRolledBack_RaisesNoTotal()
    {
        await ReportAsync("autoland", "0");
        _service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskRuns WHEN NEW.TaskId = 'bad' BEGIN SELECT RAISE(ABORT, 'refused'); END");

        await Assert.ThrowsAnyAsync<Exception>(
            () => _service.RecordAsync([Reported("autoland", "1"), Reported("try", "0"), Reported("autoland", "2", "bad")]));

        Assert.Equal("autoland=1", await TotalsAsync());
        await ReportAsync("try", "0");
        Assert.Equal("autoland=1 try=1", await TotalsAsync());
    }

    /// <summary>Another program, such as one that removes old pushes.</summary>
    [Fact]
    public async Task Delete_ByAnotherProgram_LowersTheTotals()
    {
        for (var number = 0; number < 3; number++) await ReportAsync("autoland", $"{number}");
        await ReportAsync("try", "0");

        _service.Sql("PRAGMA foreign_keys = 1; DELETE FROM Pushes WHERE Revision = '0'");

        Assert.Equal("autoland=2", await TotalsAsync());
        await ReportAsync("autoland", "0");
        Assert.Equal("autoland=3", await TotalsAsync());
    }

    [Fact]
    public async Task Restore_OfABackup_BringsItsTotals()
    {
        using var directory = new TestDirectory();
        await ReportAsync("autoland", "0");
        _service.Sql($"VACUUM INTO '{directory.Database}'");
        await ReportAsync("autoland", "1");
        await ReportAsync("try", "0");

        _service.RestoreFrom(directory.Database);

        Assert.Equal("autoland=1", await TotalsAsync());
        await ReportAsync("autoland", "2");
        Assert.Equal("autoland=2", await TotalsAsync());
    }

    [Fact]
    public async Task Start_OnAnOlderDatabase_CountsWhatIsThere()
    {
        using var directory = new TestDirectory();
        await MakeOldDatabaseAsync(directory.Database);
        await using var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = directory.Database });
        Assert.Equal("autoland=2 try=1", await TotalsAsync(service));

        await service.RecordAsync(Reported("autoland", "2"));
        Assert.Equal("autoland=3 try=1", await TotalsAsync(service));
    }

    /// <summary>A total that no rows give shows that none are counted.</summary>
    [Fact]
    public async Task Read_Totals_AreTheKeptOnes()
    {
        await ReportAsync("autoland", "0");
        _service.Sql("UPDATE Repositories SET Pushes = 1000000");

        Assert.Equal(1_000_000, (await _service.Mediator.Send(new ListPushes("autoland", 1, null), Cancellation)).TotalCount);
        var statistics = await _service.Mediator.Send(new GetCacheStatistics(), Cancellation);
        Assert.Equal((1, 999_999), (statistics.ActivePushes, statistics.StablePushes));
    }

    private static ReportInput Reported(string repository, string revision, string task = "task") =>
        new PushKey(repository, revision).Report(task, Reports.Ok("a.toml"));

    private static async Task MakeOldDatabaseAsync(string path)
    {
        var options = new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite($"Data Source={path};Pooling=False").Options;
        await using var context = new GroupResultsDbContext(options);
        await context.GetService<IMigrator>().MigrateAsync("Epochs", Cancellation);
        await context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter)
            VALUES ('autoland', '0', 1, 1, 0, 0, 0, 0), ('try', '0', 2, 1, 0, 0, 0, 0), ('autoland', '1', 3, 1, 0, 0, 0, 0)
            """,
            Cancellation);
    }

    private Task ReportAsync(string repository, string revision) => _service.RecordAsync(Reported(repository, revision));

    private Task<string> TotalsAsync() => TotalsAsync(_service);

    /// <summary>As clients get them, held against the rows.</summary>
    private static async Task<string> TotalsAsync(TestService service)
    {
        var totals = (string?)service.Sql("SELECT group_concat(Name || '=' || Pushes, ' ') FROM (SELECT * FROM Repositories ORDER BY Name)");
        Assert.Equal(
            service.Sql("SELECT group_concat(Repository || '=' || Number, ' ') FROM (SELECT Repository, count(*) AS Number FROM Pushes GROUP BY Repository ORDER BY 1)"),
            totals);
        var sum = 0;
        foreach (var total in totals!.Split(' ').Select(text => text.Split('=')))
        {
            var (name, number) = (total[0], int.Parse(total[1], CultureInfo.InvariantCulture));
            Assert.Equal(number, (await service.Mediator.Send(new ListPushes(name, 1, null))).TotalCount);
            sum += number;
        }

        var statistics = await service.Mediator.Send(new GetCacheStatistics());
        Assert.Equal(sum, statistics.ActivePushes + statistics.StablePushes);
        return totals;
    }
}

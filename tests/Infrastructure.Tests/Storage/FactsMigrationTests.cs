using GroupResults.Application.Facts;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>A database of the version before facts.</summary>
public sealed class FactsMigrationTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var context = new GroupResultsDbContext(
            new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite($"Data Source={_directory.Database};Pooling=False").Options);
        await context.GetService<IMigrator>().MigrateAsync("Repositories", Cancellation);
        await context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO Groups (Id, Hash, Name) VALUES (1, 5, 'a.toml');
            INSERT INTO Epochs (Id, Epoch, Counter) VALUES (1, 77, 9);
            INSERT INTO Repositories (Name, Pushes) VALUES ('autoland', 1), ('try', 1);
            INSERT INTO Pushes (Id, Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter)
            VALUES (1, 'autoland', 'abc123', 1, 3, 10, 20, 77, 9), (2, 'try', 'ff', 2, 1, 10, 20, 77, 5);
            INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, Version, Results) VALUES (4294967297, 1, 'task', 0, 3, x'0128'), (8589934593, 2, 'task', 0, 1, x'0129');
            CREATE TRIGGER CountCreatedPush AFTER INSERT ON Pushes BEGIN
                INSERT INTO Repositories (Name, Pushes) VALUES (NEW.Repository, 1) ON CONFLICT (Name) DO UPDATE SET Pushes = Pushes + 1;
            END;
            """,
            Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Start_OnAnOlderDatabase_ServesItAndTakesFacts()
    {
        await using var service = await StartAsync();
        var head = await service.HeadAsync(Reports.Push);

        Assert.Equal(new ResultsChange(3, new ChangeStamp(new Epoch(77), 9)), head.Results);
        Assert.Equal((null, RecordedPush.Nothing, false), (head.EarlierResults, head.Recorded, head.IsComplete));
        Assert.Equal("""{"task":{"a.toml":true}}""", await service.MapTextAsync(Reports.Push));
        var run = Assert.Single((await service.SnapshotAsync(Reports.Push)).TaskRuns);
        Assert.Equal((null, null), (run.Properties, run.FirstReportedAt));

        var told = await service.Get<IFactStore>().RecordStatesAsync(
            [new ToldState(Reports.Push, run.Key, "job", RunProperties.None, TaskRunState.Failed)], Cancellation);
        Assert.Equal((true, 4, head.Results), (told[0].Changed, told[0].Head.Version, told[0].Head.Results));
        Assert.Equal(1L, service.Sql("SELECT Pushes FROM Repositories WHERE Name = 'autoland'"));
    }

    [Fact]
    public async Task Start_OnAnOlderDatabase_GivesEachRepositoryAStampOfItsOwn()
    {
        await using var service = await StartAsync();

        Assert.Equal(3L, service.Sql("SELECT count(DISTINCT Epoch) FROM (SELECT Epoch FROM Repositories UNION SELECT 0)"));
        Assert.Equal(3L, service.Sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%random()%' OR sql LIKE '%NEW.Counter%'"));
    }

    [Fact]
    public async Task Start_OnAnOlderDatabase_KnowsWhichPushesHaveFailures()
    {
        await using var service = await StartAsync();

        Assert.Equal("try", service.Sql("SELECT group_concat(Repository) FROM Pushes WHERE HasFailures"));
        await service.RecordAsync(new PushKey("try", "ff").Report("task", Reports.Ok("a.toml")));
        Assert.Null(service.Sql("SELECT max(Repository) FROM Pushes WHERE HasFailures") as string);
    }

    [Fact]
    public void Model_HasNoPendingChanges()
    {
        using var context = new GroupResultsDbContext(new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite("Data Source=unused").Options);
        Assert.False(context.Database.HasPendingModelChanges());
    }

    /// <summary>The migration makes one table by hand.</summary>
    [Fact]
    public async Task TaskStates_HasTheModelsColumnsAndNoRowIds()
    {
        await using var service = await StartAsync();
        using var connection = service.Get<SqliteDatabase>().Open();
        using var context = new GroupResultsDbContext(new DbContextOptionsBuilder<GroupResultsDbContext>().UseSqlite(connection).Options);

        Assert.Empty(await context.Set<TaskStateRow>().ToListAsync(Cancellation));
        Assert.Equal(8L, service.Sql("SELECT count(*) FROM pragma_table_info('TaskStates')"));
        Assert.Equal(1L, service.Sql("SELECT wr FROM pragma_table_list('TaskStates')"));
    }

    private Task<TestService> StartAsync() => TestService.StartAsync(new TestServiceOptions { DatabasePath = _directory.Database });
}

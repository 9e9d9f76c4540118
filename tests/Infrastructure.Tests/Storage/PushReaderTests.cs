using System.Runtime.CompilerServices;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Infrastructure.Tests.Storage;

public sealed class PushReaderTests : IAsyncLifetime
{
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ReadAsync_TaskRunsReplaced_StayInTheOrderOfTheirFirstReport()
    {
        foreach (var task in (string[])["c", "a", "b"]) await _service.RecordAsync(Reports.Push.Report(task, Reports.Ok("x.toml")));
        await _service.RecordAsync(Reports.Push.Report("c", Reports.Error("x.toml")));
        await _service.RecordAsync(Reports.Push.Report("b", Reports.Error("x.toml")));

        var runs = (await _service.SnapshotAsync(Reports.Push)).TaskRuns;

        Assert.Equal([("c", 1, 4), ("a", 2, 2), ("b", 3, 5)], runs.Select(run => (run.Key.TaskId, run.FirstVersion, run.Version)));
        Assert.Equal(
            """{"c":{"x.toml":false},"a":{"x.toml":true},"b":{"x.toml":false}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task ReadAsync_PushesSideBySide_EachHasItsOwnRowsOnly()
    {
        PushKey[] pushes = [new("autoland", "1"), new("autoland", "2"), new("try", "1")];
        for (var round = 0; round < 3; round++)
        {
            foreach (var push in pushes) await _service.RecordAsync(push.Report($"task-{round}", Reports.Ok($"{push}.toml")));
        }

        foreach (var push in pushes)
        {
            var snapshot = await _service.SnapshotAsync(push);
            Assert.Equal(push, snapshot.Head.Push);
            Assert.Equal(["task-0", "task-1", "task-2"], snapshot.TaskRuns.Select(run => run.Key.TaskId), StringComparer.Ordinal);
            Assert.All(snapshot.TaskRuns, run => Assert.Equal([$"{push}.toml"], GroupsOf(snapshot, run)));
        }
    }

    [Fact]
    public async Task ReadAsync_ReportCommittedBetweenHeadAndRows_SeesNeitherOfIt()
    {
        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        using var reader = new SqliteReader(_service.Get<SqliteDatabase>());
        var written = 0;
        SQLitePCL.raw.sqlite3_trace(
            ConnectionOf(reader).Handle,
            (_, statement) =>
            {
                if (!statement.Contains("FROM TaskRuns", StringComparison.Ordinal) || written++ > 0) return;

                // By another connection: in WAL mode the writer does not wait for this reader.
                _service.RecordAsync(Reports.Push.Report("two", Reports.Ok("b.toml"))).GetAwaiter().GetResult();
            },
            null);

        var read = reader.ReadPush(Reports.Push, _service.Get<NameTables>(), withFacts: true);

        Assert.Equal(1, written);
        Assert.Equal(1, read!.Head.Version);
        Assert.Equal(["one"], read.TaskRuns.Select(run => run.Key.TaskId), StringComparer.Ordinal);
        Assert.Equal(2, reader.ReadPush(Reports.Push, _service.Get<NameTables>(), withFacts: true)!.TaskRuns.Count);
    }

    [Fact]
    public async Task ReadAsync_WhileWritersCommit_EverySnapshotHasExactlyTheRowsOfItsVersion()
    {
        const int Reported = 300;
        await _service.RecordAsync(Reports.Push.Report("task-1", Reports.Ok("a.toml")));
        var writing = Task.Run(async () =>
        {
            for (var number = 2; number <= Reported; number++)
                await _service.RecordAsync(Reports.Push.Report($"task-{number}", Reports.Ok($"{number % 7}.toml")));
        }, TestContext.Current.CancellationToken);
        var reading = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!writing.IsCompleted)
            {
                var snapshot = await _service.SnapshotAsync(Reports.Push);
                Assert.Equal(snapshot.Head.Version, snapshot.TaskRuns.Count);
                Assert.Equal(snapshot.Head.Version, snapshot.TaskRuns[^1].Version);
            }
        }, TestContext.Current.CancellationToken));

        await Task.WhenAll(reading.Append(writing));
        Assert.Equal(Reported, (await _service.SnapshotAsync(Reports.Push)).TaskRuns.Count);
    }

    [Theory]
    [InlineData("a \"quoted\" <b>&'.toml")]
    [InlineData("/absolute/path/browser.toml")]
    [InlineData("a.toml:b.toml")]
    [InlineData("dör/日本/🦊.toml")]
    public async Task ReadAsync_AnyGroupName_ComesBackAsSent(string name)
    {
        await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok(name)));
        await _service.RestartAsync();
        var map = System.Text.Json.JsonDocument.Parse(await _service.MapTextAsync(Reports.Push)).RootElement;
        Assert.Equal([name], map.GetProperty("task").EnumerateObject().Select(group => group.Name), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Connections_OfEveryKind_UseTheLogAndFlushEachCommit()
    {
        await using (var context = await _service.Get<IDbContextFactory<GroupResultsDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            AssertDurable((SqliteConnection)context.Database.GetDbConnection());
        }

        await using (var context = await _service.Get<IDbContextFactory<GroupResultsDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            context.Database.OpenConnection();
            AssertDurable((SqliteConnection)context.Database.GetDbConnection());
        }

        using (var connection = _service.Get<SqliteDatabase>().Open()) AssertDurable(connection);
        await _service.Get<SqliteWriter>().RunAsync(
            session =>
            {
                Assert.Equal("wal", session.Command("PRAGMA journal_mode").ExecuteScalar());
                Assert.Equal(2L, session.Command("PRAGMA synchronous").ExecuteScalar());
                Assert.Equal(1L, session.Command("PRAGMA foreign_keys").ExecuteScalar());
                return true;
            },
            TestContext.Current.CancellationToken);

        static void AssertDurable(SqliteConnection connection)
        {
            Assert.Equal("wal", Scalar(connection, "PRAGMA journal_mode"));
            Assert.Equal(2L, Scalar(connection, "PRAGMA synchronous")); // FULL
            Assert.Equal(1L, Scalar(connection, "PRAGMA foreign_keys"));
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connection")]
    private static extern ref SqliteConnection ConnectionOf(SqliteReader reader);

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static List<string> GroupsOf(PushSnapshot snapshot, StoredTaskRun run)
    {
        List<string> groups = [];
        foreach (var result in PackedResults.Read(run.Packed.Span)) groups.Add(snapshot.Groups[result.GroupId].Name);
        return groups;
    }
}

using System.Runtime.CompilerServices;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Tests.Storage;

/// <summary>A snapshot has the names of its own state of the database, each read at most once, whatever the tables keep.</summary>
public sealed class NamesOfSnapshotsTests : IAsyncLifetime
{
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Names that are spread over the ids, as those of a push late in a database's life.</summary>
    [Fact]
    public async Task Read_NamesSpreadOverMoreIdsThanTheTableKeeps_AreReadByOneStatementEachTime()
    {
        const int GroupsEach = 100_000;
        var filler = Enumerable.Range(0, 4).Select(number => new PushKey("autoland", $"{number}")).ToList();
        foreach (var push in filler) await _service.RecordAsync(Named(push, "task", Enumerable.Range(0, GroupsEach), push.Revision));
        var spread = new PushKey("autoland", "beef");
        for (var run = 0; run < 200; run++)
        {
            var names = filler.SelectMany(push => Enumerable.Range(0, 50).Select(each => Name(push.Revision, (each * 2000) + run)));
            await _service.RecordAsync(spread.Report($"task-{run}", [.. names.Select(name => Reports.Ok(name))]));
        }

        using var reader = new SqliteReader(_service.Get<SqliteDatabase>());
        var statements = Statements(reader);
        var tables = _service.Get<NameTables>();
        foreach (var push in (PushKey[])[spread, filler[0], filler[1], filler[2], spread])
        {
            statements.Clear();
            var snapshot = reader.ReadPush(push, tables, withFacts: true)!;

            Assert.Equal(push == spread ? 40_000 : GroupsEach, GroupsOf(snapshot).Distinct(StringComparer.Ordinal).Count());
            Assert.True(statements.Count(sql => sql.Contains("FROM Groups", StringComparison.Ordinal)) <= 1);
            Assert.InRange(tables.Groups.Bytes, 1, GroupNameTable.MaxBytes);
        }
    }

    [Fact]
    public async Task Read_NamesAreKept_AreNotReadAgain()
    {
        await _service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml"), Reports.Ok("b.toml")));
        using var reader = new SqliteReader(_service.Get<SqliteDatabase>());
        reader.ReadPush(Reports.Push, _service.Get<NameTables>(), withFacts: true);
        var statements = Statements(reader);
        await _service.RecordAsync(Reports.Push.Report("two", Reports.Ok("a.toml")));

        var snapshot = reader.ReadPush(Reports.Push, _service.Get<NameTables>(), withFacts: true)!;

        Assert.Equal(["a.toml", "b.toml", "a.toml"], GroupsOf(snapshot));
        Assert.DoesNotContain(statements, sql => sql.Contains("FROM Groups", StringComparison.Ordinal) || sql.Contains("FROM JobNames", StringComparison.Ordinal));
    }

    /// <summary>The time-out of a read reaches into the statement that reads the names.</summary>
    [Fact]
    public async Task Read_NobodyWaitsAnyMoreWhileNamesAreRead_Ends()
    {
        await _service.RecordAsync(Named(Reports.Push, "task", Enumerable.Range(0, 20_000), "a"));
        using var impatience = new CancellationTokenSource();
        var pool = _service.Get<SqliteReaderPool>();

        Assert.ThrowsAny<OperationCanceledException>(() => pool.Use(
            reader =>
            {
                SQLitePCL.raw.sqlite3_trace(
                    ConnectionOf(reader).Handle,
                    (_, statement) =>
                    {
                        if (statement.Contains("FROM Groups", StringComparison.Ordinal)) impatience.Cancel();
                    },
                    null);
                return reader.ReadPush(Reports.Push, _service.Get<NameTables>(), withFacts: true);
            },
            impatience.Token));
        Assert.Equal(20_000, GroupsOf(await _service.SnapshotAsync(Reports.Push)).Count);
    }

    [Fact]
    public async Task Read_NameIsMissing_IsAFaultOfTheDataAndNotAWrongName()
    {
        await _service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        _service.Sql("DELETE FROM Groups");

        await Assert.ThrowsAsync<InvalidDataException>(() => _service.SnapshotAsync(Reports.Push));
    }

    /// <summary>More than the writer's table of ids keeps: the ids are the same as ever.</summary>
    [Fact]
    public async Task Record_MoreNamesThanTheWriterKeeps_AreFoundInTheDatabase()
    {
        const int GroupsEach = 70_000;
        var pushes = Enumerable.Range(0, 3).Select(number => new PushKey("autoland", $"{number}")).ToList();
        foreach (var push in pushes) Assert.True((await _service.RecordAsync(Named(push, "task", Enumerable.Range(0, GroupsEach), push.Revision))).Changed);
        foreach (var push in pushes) Assert.False((await _service.RecordAsync(Named(push, "task", Enumerable.Range(0, GroupsEach), push.Revision))).Changed);

        Assert.Equal(3L * GroupsEach, _service.Sql("SELECT COUNT(*) FROM Groups"));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connection")]
    private static extern ref SqliteConnection ConnectionOf(SqliteReader reader);

    private static List<string> Statements(SqliteReader reader)
    {
        List<string> statements = [];
        SQLitePCL.raw.sqlite3_trace(ConnectionOf(reader).Handle, (_, statement) => statements.Add(statement), null);
        return statements;
    }

    private static ReportInput Named(PushKey push, string task, IEnumerable<int> numbers, string prefix) =>
        push.Report(task, [.. numbers.Select(number => Reports.Ok(Name(prefix, number)))]);

    private static string Name(string prefix, int number) => $"{prefix}/{number}".PadRight(60, 'x');

    private static List<string> GroupsOf(PushSnapshot snapshot)
    {
        List<string> groups = [];
        foreach (var run in snapshot.TaskRuns)
        {
            foreach (var result in PackedResults.Read(run.Packed.Span)) groups.Add(snapshot.Groups[result.GroupId].Name);
        }

        return groups;
    }
}

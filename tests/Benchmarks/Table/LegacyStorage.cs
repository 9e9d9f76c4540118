using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GroupResults.Benchmarks.Table;

/// <summary>
/// What GroupResults is compared with, written for this alone: a row a result, as Treeherder keeps them, and the answer
/// rebuilt from a join for every request.
/// </summary>
internal sealed class LegacyContext(DbContextOptions<LegacyContext> options) : DbContext(options)
{
    internal DbSet<LegacyResult> Results => Set<LegacyResult>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LegacyPush>().ToTable("push").HasIndex(push => new { push.Repository, push.Revision }).IsUnique();
        modelBuilder.Entity<LegacyTaskRun>().ToTable("task_run").HasIndex(run => run.PushId);
        modelBuilder.Entity<LegacyGroup>().ToTable("group_name").HasIndex(group => group.Name).IsUnique();
        modelBuilder.Entity<LegacyResult>().ToTable("result").HasIndex(result => result.TaskRunId);
    }
}

internal sealed class LegacyPush
{
    public long Id { get; set; }

    public required string Repository { get; set; }

    public required string Revision { get; set; }
}

internal sealed class LegacyTaskRun
{
    public long Id { get; set; }

    public long PushId { get; set; }

    public LegacyPush? Push { get; set; }

    public required string TaskId { get; set; }

    public int RunId { get; set; }

    public string? JobName { get; set; }
}

internal sealed class LegacyGroup
{
    public long Id { get; set; }

    public required string Name { get; set; }
}

internal sealed class LegacyResult
{
    public long Id { get; set; }

    public long TaskRunId { get; set; }

    public LegacyTaskRun? TaskRun { get; set; }

    public long GroupId { get; set; }

    public LegacyGroup? Group { get; set; }

    public int Status { get; set; }

    public int DurationMs { get; set; }
}

internal static class LegacyStorage
{
    /// <summary>
    /// The result map. Filtered in SQL and without an order, as Treeherder does: a retry comes after the run before it because
    /// it was stored later, and one that skips what an earlier run reported would keep the earlier result (none here does).
    /// </summary>
    internal static async Task<Dictionary<string, Dictionary<string, bool>>> ReadAsync(LegacyContext context, string repository, string revision)
    {
        var rows = await context.Results.AsNoTracking()
            .Where(result => result.TaskRun!.Push!.Repository == repository && result.TaskRun.Push.Revision == revision
                && (result.Status == (int)GroupStatus.Ok || result.Status == (int)GroupStatus.Error))
            .Select(result => new { result.TaskRun!.TaskId, result.Group!.Name, result.Status })
            .ToListAsync();
        var map = new Dictionary<string, Dictionary<string, bool>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!map.TryGetValue(row.TaskId, out var groups)) map.Add(row.TaskId, groups = new Dictionary<string, bool>(StringComparer.Ordinal));
            groups[row.Name] = row.Status == (int)GroupStatus.Ok;
        }

        return map;
    }

    internal static DbContextOptions<LegacyContext> Options(string path) =>
        new DbContextOptionsBuilder<LegacyContext>().UseSqlite(BenchmarkData.ConnectionString(path)).Options;

    internal static async Task StoreAsync(string path, IReadOnlyList<ReportInput> reports)
    {
        await using (var context = new LegacyContext(Options(path))) await context.Database.EnsureCreatedAsync();
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        new Writer(connection, transaction).Write(reports);
        await transaction.CommitAsync();
    }

    private sealed class Writer(SqliteConnection connection, SqliteTransaction transaction)
    {
        private readonly Dictionary<PushKey, long> _pushes = [];
        private readonly Dictionary<string, long> _groups = new(StringComparer.Ordinal);

        internal void Write(IReadOnlyList<ReportInput> reports)
        {
            using var push = Insert("push", "Repository", "Revision");
            using var taskRun = Insert("task_run", "PushId", "TaskId", "RunId", "JobName");
            using var group = Insert("group_name", "Name");
            using var result = Insert("result", "TaskRunId", "GroupId", "Status", "DurationMs");
            foreach (var report in reports)
            {
                var key = new PushKey(report.Repository, report.Revision);
                if (!_pushes.TryGetValue(key, out var pushId)) _pushes.Add(key, pushId = Run(push, report.Repository, report.Revision));
                var taskRunId = Run(taskRun, pushId, report.TaskId, report.RunId, report.JobName);
                foreach (var (name, status, durationMs) in report.Results)
                {
                    if (!_groups.TryGetValue(name, out var groupId)) _groups.Add(name, groupId = Run(group, name));
                    Run(result, taskRunId, groupId, (int)status, durationMs);
                }
            }
        }

        private SqliteCommand Insert(string table, params string[] columns)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // Names that stand above.
            command.CommandText =
                $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => $"${column}"))}) RETURNING Id";
#pragma warning restore CA2100
            foreach (var column in columns) command.Parameters.Add(new SqliteParameter { ParameterName = $"${column}" });
            return command;
        }

        private static long Run(SqliteCommand command, params ReadOnlySpan<object?> values)
        {
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
            return (long)command.ExecuteScalar()!;
        }
    }
}

using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// The limit for a service that stores one report a transaction: what the service writes for a report, written in a loop
/// by plain ADO.NET on a connection with the same pragmas. No HTTP, no GraphQL, no check of the input, no look for an
/// earlier report of the task run, all names known beforehand, all statements prepared.
/// </summary>
internal sealed class PlainReportWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _raise;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _moveWarmUp;
    private readonly Dictionary<string, int> _groups;
    private readonly Dictionary<string, int> _jobNames;

    private PlainReportWriter(SqliteConnection connection)
    {
        _connection = connection;
        _groups = Names("SELECT Id, Name FROM Groups");
        _jobNames = Names("SELECT Id, Name FROM JobNames");
        for (var number = 0; number < ReportPool.Pushes; number++) CreatePush(ReportPool.Revision(number));
        _raise = Command(
            "UPDATE Pushes SET Version = Version + 1, LastActivityAt = $1 WHERE Repository = $2 AND Revision = $3 RETURNING Id, Version", 3);
        _insert = Command(
            "INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, JobNameId, Version, Results) VALUES ($1, $2, $3, 0, $4, $5, $6)", 6);
        _moveWarmUp = Command(
            """
            INSERT INTO WarmUps (PushId, DueAt, Attempts) VALUES ($1, $2, 0)
            ON CONFLICT (PushId) DO UPDATE SET DueAt = excluded.DueAt, Attempts = 0, LeaseUntil = NULL, Token = NULL
            """,
            2);
    }

    internal static async Task<PlainReportWriter> OpenAsync(string path) => new(await LoadDatabase.OpenAsync(path));

    /// <summary>Returns when the report is on disk.</summary>
    internal void Write(ReportInput report, string revision, string taskId)
    {
        var packed = new PackedResult[report.Results.Count];
        for (var i = 0; i < packed.Length; i++)
        {
            var (group, status, durationMs) = report.Results[i];
            packed[i] = new PackedResult(_groups[group], status, durationMs);
        }

        var now = TimeProvider.System.GetUtcNow();
        using var transaction = _connection.BeginTransaction();
        var (pushId, version) = Raise(transaction, now, revision);
        Execute(_insert, transaction, (pushId << 32) + version, pushId, taskId, _jobNames[report.JobName!], version, PackedResults.Pack(packed));
        Execute(_moveWarmUp, transaction, pushId, (now + StabilityPolicy.DefaultIdleThreshold).Ticks);
        transaction.Commit();
    }

    public void Dispose()
    {
        _raise.Dispose();
        _insert.Dispose();
        _moveWarmUp.Dispose();
        _connection.Dispose();
    }

    private (long PushId, long Version) Raise(SqliteTransaction transaction, DateTimeOffset now, string revision)
    {
        Set(_raise, transaction, now.Ticks, ReportPool.Repository, revision);
        using var reader = _raise.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : throw new InvalidOperationException("The push is gone.");
    }

    private void CreatePush(string revision)
    {
        using var insert = Command(
            "INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt) VALUES ($1, $2, $3, 0, $4, $4)", 4);
        Execute(
            insert, null, ReportPool.Repository, revision, unchecked((long)Incarnation.Draw().Value), TimeProvider.System.GetUtcNow().Ticks);
    }

    private Dictionary<string, int> Names(string sql)
    {
        using var command = Command(sql, 0);
        using var reader = command.ExecuteReader();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read()) names.Add(reader.GetString(1), reader.GetInt32(0));
        return names;
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only the texts above.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Execute(SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object> values)
    {
        Set(command, transaction, values);
        command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }
}

using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// Samples stored data, and retries writes after a failure, because a load balancer that sees the service unready sends
/// none.
/// </summary>
internal sealed class StorageProbe : IDisposable
{
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Below this, the disk counts as full until a client's write succeeds. The probe's own small write might succeed where
    /// a report would not, and would end the fault too early.
    /// </summary>
    private const long MinFreeBytes = 1024 * 1024;

    /// <summary>The number of rows per sample.</summary>
    private const int SampleTaskRuns = 64;
    private const int SampleNames = 256;

    private const string NewestPush = "SELECT Repository, Revision, Version FROM Pushes ORDER BY LastActivityAt DESC LIMIT 1";

    private const string TaskRuns =
        """
        SELECT run.Id, run.Results, push.Revision, jobName.Name
        FROM TaskRuns run JOIN Pushes push ON push.Id = run.PushId LEFT JOIN JobNames jobName ON jobName.Id = run.JobNameId
        WHERE run.Id > $1 ORDER BY run.Id LIMIT $2
        """;

    private const string Groups = "SELECT Id, Name FROM Groups WHERE Id > $1 ORDER BY Id LIMIT $2";

    private readonly SqliteDatabase _database;
    private readonly DatabaseFiles _files;
    private readonly SqliteWriter _writer;
    private readonly StorageStatus _status;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _lastTaskRun;
    private long _lastGroup;

    public StorageProbe(SqliteDatabase database, DatabaseFiles files, SqliteWriter writer, StorageStatus status, TimeProvider time)
    {
        (_database, _files, _writer, _status) = (database, files, writer, status);
        _timer = time.CreateTimer(static state => _ = ((StorageProbe)state!).RetryAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Call before the first request, so that a full disk is reported from the start.</summary>
    internal void Start()
    {
        _status.FaultBegan = Schedule;
        if (IsFull) _status.WriteFailed(new StorageFullException(new IOException($"Less than {MinFreeBytes} bytes are free.")));
    }

    /// <summary>
    /// Reads the newest push, as a request might, and the next rows in turn, so that repeated cheap calls find damage
    /// anywhere. It uses a new connection, whose cache is empty. One sample runs at a time; other callers rely on the
    /// status.
    /// </summary>
    /// <exception cref="RequestRefusedException">The storage cannot be read.</exception>
    internal void Sample()
    {
        _files.EnsureInPlace();
        if (!_lock.TryEnter()) return;
        try
        {
            using var connection = _database.Open();
            Read(connection, NewestPush);
            _lastTaskRun = Read(connection, TaskRuns, _lastTaskRun, SampleTaskRuns);
            _lastGroup = Read(connection, Groups, _lastGroup, SampleNames);
            _files.EnsureInPlace();
            _status.SampleSucceeded();
        }
        catch (SqliteException exception)
        {
            _files.EnsureInPlace();
            _status.ReadFailed(exception);
            if (SqliteFaults.ToRefusal(exception) is { } refusal) throw refusal;
            throw;
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool IsFull => _database.FreeBytes < MinFreeBytes;

    private void Schedule() => _timer.Change(RetryInterval, Timeout.InfiniteTimeSpan);

    private async Task RetryAsync()
    {
        try
        {
            if (_status.ReadFault is not null) Sample();
            if (_status.WriteFault is { } fault && !(fault is StorageFullException && IsFull)) await _writer.RunAsync(Write, CancellationToken.None);
        }
        catch (Exception exception) when (exception is RequestRefusedException or SqliteException)
        {
            // Already in the status and logged.
        }
        finally
        {
            if (_status.ReadFault is not null || _status.WriteFault is not null) Schedule();
        }
    }

    /// <summary>Toggles an unused number in the database's header. SQLite would skip a write that changes nothing.</summary>
    private static int Write(SqliteWriterSession session) =>
        session.Execute((long)session.Command("PRAGMA user_version").ExecuteScalar()! == 0 ? "PRAGMA user_version = 1" : "PRAGMA user_version = 0");

    /// <returns>The first column of the last row, or 0 after the last rows, to start over.</returns>
    private static long Read(SqliteConnection connection, string sql, long after = 0, int limit = 0)
    {
        using var command = limit == 0 ? connection.Prepare(sql) : connection.Prepare(sql, "$1", "$2").With(null, after, limit);
        using var reader = command.ExecuteReader();
        var rows = 0;
        var last = 0L;
        var values = new object[reader.FieldCount];
        while (reader.Read())
        {
            reader.GetValues(values); // Reads all pages of the values.
            if (limit > 0) last = (long)values[0];
            rows++;
        }

        return rows < limit ? 0 : last;
    }
}

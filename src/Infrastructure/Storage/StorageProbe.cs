using GroupResults.Application;
using GroupResults.Infrastructure.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage;

/// <summary>
/// Uses the storage on nobody's behalf: samples what is stored, and while writes fail tries one until it succeeds, since a
/// balancer that sees the service unready sends it none.
/// </summary>
internal sealed class StorageProbe : IDisposable
{
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Below this, the disk counts as full until a client's write succeeds. The probe's own write is so small that it could succeed where
    /// a report would not, and would end the fault too early.
    /// </summary>
    private const long MinFreeBytes = 1024 * 1024;

    /// <summary>Of the rows that one sample reads.</summary>
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

    /// <summary>To be called before the first request: on a full disk it is said from the start.</summary>
    internal void Start()
    {
        _status.FaultBegan = Schedule;
        if (IsFull) _status.WriteFailed(new StorageFullException(new IOException($"Less than {MinFreeBytes} bytes are free.")));
    }

    /// <summary>
    /// Reads the newest push, as a request might, and the next rows in turn: damage is found wherever it is, by call after
    /// call that each cost little. The connection is a new one, which has nothing in memory. One at a time: what one finds, the
    /// status tells those who come meanwhile.
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
            // The status knows, and has said so.
        }
        finally
        {
            if (_status.ReadFault is not null || _status.WriteFault is not null) Schedule();
        }
    }

    /// <summary>Changes a number in the database's header that nothing else uses. What is written as it was would not be written at all.</summary>
    private static int Write(SqliteWriterSession session) =>
        session.Execute((long)session.Command("PRAGMA user_version").ExecuteScalar()! == 0 ? "PRAGMA user_version = 1" : "PRAGMA user_version = 0");

    /// <returns>The first column of the last row; 0, to begin anew, where these were all.</returns>
    private static long Read(SqliteConnection connection, string sql, long after = 0, int limit = 0)
    {
        using var command = limit == 0 ? connection.Prepare(sql) : connection.Prepare(sql, "$1", "$2").With(null, after, limit);
        using var reader = command.ExecuteReader();
        var rows = 0;
        var last = 0L;
        var values = new object[reader.FieldCount];
        while (reader.Read())
        {
            reader.GetValues(values); // Reads all of a value, wherever its pages lie.
            if (limit > 0) last = (long)values[0];
            rows++;
        }

        return rows < limit ? 0 : last;
    }
}

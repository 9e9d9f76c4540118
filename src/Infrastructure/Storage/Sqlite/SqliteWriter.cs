using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The only write connection, on its own thread, because SQLite blocks while it writes and waits for other processes. Group
/// commit: queued work shares a transaction and its flush to the disk. A transaction starts with whatever is queued; work
/// that arrives during its commit goes into the next. Invariants: work is acknowledged exactly once, after its commit to
/// files that are in place; each session has its own epoch.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly DatabaseFiles _files;
    private readonly StorageStatus _status;
    private readonly PushSignals _signals;
    private readonly WriteQueue _queue;
    private readonly Thread _thread;
    private SqliteWriterSession? _session;
    private ChangeStamp? _lastStored;

    public SqliteWriter(SqliteDatabase database, DatabaseFiles files, StorageStatus status, WriterLimits limits, PushSignals signals)
    {
        (_database, _files, _status, _signals) = (database, files, status, signals);
        _queue = new WriteQueue(limits);
        _thread = new Thread(WriteUntilClosed) { IsBackground = true, Name = "Storage writer" };
        _thread.Start();
    }

    internal int WaitingReports => _queue.WaitingReports;

    /// <summary>Runs maintenance work in a transaction and returns after its commit is on disk. It goes before queued reports.</summary>
    internal Task<T> RunAsync<T>(Func<SqliteWriterSession, T> run, CancellationToken cancellationToken) =>
        CompleteAsync(new WriteWork<T>(reports: 0, bytes: 0, run), cancellationToken);

    /// <summary>Stores reports in the same way: all of <paramref name="run"/> or nothing.</summary>
    /// <param name="bytes">The memory held until the reports are stored.</param>
    /// <exception cref="Application.UnavailableException">The queue is full.</exception>
    internal Task<T> StoreAsync<T>(int reports, long bytes, Func<SqliteWriterSession, T> run, CancellationToken cancellationToken) =>
        CompleteAsync(new WriteWork<T>(reports, bytes, run), cancellationToken);

    /// <summary>Stores all queued work first.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _session?.Dispose();
    }

    private async Task<T> CompleteAsync<T>(WriteWork<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _queue.Add(work);
        await using (cancellationToken.UnsafeRegister(static (state, token) => ((WriteWork<T>)state!).Cancel(token), work))
        {
            return await work.Completion;
        }
    }

    private void WriteUntilClosed()
    {
        while (_queue.WaitForWork())
        {
            List<WriteWork> ran = [];
            if (Transact(_queue.TakeGroup(), ran) is not { } failure) continue;
            if (ran.Count == 0) Refuse(_queue.TakeAll(), failure); // No transaction can begin.
            else if (ran.Count == 1) Refuse(ran, failure);
            else TransactOneByOne(ran);
        }
    }

    /// <summary>
    /// Retries each work of a failed transaction in its own, so that only the faulty one fails. This costs a flush each,
    /// but only here; savepoints would cost in every transaction.
    /// </summary>
    private void TransactOneByOne(List<WriteWork> works)
    {
        for (var i = 0; i < works.Count; i++)
        {
            List<WriteWork> ran = [];
            if (Transact([works[i]], ran) is not { } failure) continue;
            if (ran.Count == 0)
            {
                Refuse(works.Skip(i), failure); // Waiting again for each would not help.
                return;
            }

            Refuse(ran, failure);
        }
    }

    /// <summary>
    /// Runs the works in one transaction and acknowledges them. Returns null on success; after a failure, nothing was
    /// stored.
    /// </summary>
    /// <param name="ran">Receives the works that were run; empty if no transaction could begin.</param>
    private Exception? Transact(IEnumerable<WriteWork> works, List<WriteWork> ran)
    {
        PushTransaction? stored;
        try
        {
            Begin();
            foreach (var work in works)
            {
                ran.Add(work);
                work.Run(_session!);
            }

            stored = _session!.Commit();
            _lastStored = _session.LastStored ?? _lastStored;
            _files.EnsureInPlace(); // A write to a lost file must not be acknowledged.
        }
        catch (Exception exception)
        {
            if (!_files.IsLost) _status.WriteFailed(exception);

            // A failure may leave the connection in any state. Closing it rolls back; the next transaction opens a new one.
            _session?.Dispose();
            _session = null;
            return exception;
        }

        _status.WriteSucceeded();
        stored?.PublishChanges();
        foreach (var work in ran) work.Acknowledge();
        return null;
    }

    /// <summary>Begins a transaction. A session that finds another history than its own stores nothing and is replaced.</summary>
    private void Begin()
    {
        _files.EnsureInPlace(); // Opening would create a missing file.
        if (_session?.TryBegin() is true) return;
        _session?.Dispose();
        _session = new SqliteWriterSession(_database.Open());
        _session.TryBegin(); // Always true: a new epoch is in no history.

        // For example after a restore: watchers know changes that no longer exist.
        if (_lastStored is { } last && !_session.Contains(last)) _signals.ResetAll();
    }

    private static void Refuse(IEnumerable<WriteWork> works, Exception cause)
    {
        foreach (var work in works) work.Refuse(cause);
    }
}

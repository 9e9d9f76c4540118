using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The one connection that writes, on a thread of its own, since SQLite's writes and its wait for other processes hold
/// their thread. Group commit: what waits shares a transaction and its flush to the disk. Nothing waits for company: a
/// transaction takes what is there, and while its commit is on its way to the disk the next one's share gathers.
/// Invariants: nothing is acknowledged before its commit to files that are in their place, and everything exactly once; each
/// session has an epoch of its own.
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

    /// <summary>
    /// Runs the storage's own upkeep in a transaction and returns after its commit is on disk. It does not wait for the
    /// reports that wait.
    /// </summary>
    internal Task<T> RunAsync<T>(Func<SqliteWriterSession, T> run, CancellationToken cancellationToken) =>
        CompleteAsync(new WriteWork<T>(reports: 0, bytes: 0, run), cancellationToken);

    /// <summary>The same for what stores reports: all of <paramref name="run"/> or nothing.</summary>
    /// <param name="bytes">Memory that is held until they are stored.</param>
    /// <exception cref="Application.UnavailableException">Too many reports wait already.</exception>
    internal Task<T> StoreAsync<T>(int reports, long bytes, Func<SqliteWriterSession, T> run, CancellationToken cancellationToken) =>
        CompleteAsync(new WriteWork<T>(reports, bytes, run), cancellationToken);

    /// <summary>What waits is stored first.</summary>
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
            if (ran.Count == 0) Refuse(_queue.TakeAll(), failure); // The storage cannot be written at all.
            else if (ran.Count == 1) Refuse(ran, failure);
            else TransactOneByOne(ran);
        }
    }

    /// <summary>
    /// After a shared transaction has failed: what was at fault fails alone, and the others are stored. That costs a flush
    /// for each, but only then; a savepoint for each would cost in every transaction.
    /// </summary>
    private void TransactOneByOne(List<WriteWork> works)
    {
        for (var i = 0; i < works.Count; i++)
        {
            List<WriteWork> ran = [];
            if (Transact([works[i]], ran) is not { } failure) continue;
            if (ran.Count == 0)
            {
                Refuse(works.Skip(i), failure); // Another wait for each of them would be no better.
                return;
            }

            Refuse(ran, failure);
        }
    }

    /// <summary>Runs all of it in one transaction and acknowledges it; null where that succeeded, else nothing was stored.</summary>
    /// <param name="ran">Gets what was run; nothing where no transaction could be begun.</param>
    private Exception? Transact(IEnumerable<WriteWork> works, List<WriteWork> ran)
    {
        ReportTransaction? stored;
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
            _files.EnsureInPlace(); // Or what nobody finds again would be acknowledged.
        }
        catch (Exception exception)
        {
            if (!_files.IsLost) _status.WriteFailed(exception);

            // A failure may leave the connection anywhere; closing it rolls back. The next transaction gets a new one.
            _session?.Dispose();
            _session = null;
            return exception;
        }

        _status.WriteSucceeded();
        stored?.PublishChanges();
        foreach (var work in ran) work.Acknowledge();
        return null;
    }

    /// <summary>A session that finds another history than it made gives way to a new one, with nothing stored.</summary>
    private void Begin()
    {
        _files.EnsureInPlace(); // A file that is gone would be made anew.
        if (_session?.TryBegin() is true) return;
        _session?.Dispose();
        _session = new SqliteWriterSession(_database.Open());
        _session.TryBegin(); // An epoch that was just drawn is in no history.

        // A restored backup, say: those who wait have been told of changes that are not there.
        if (_lastStored is { } last && !_session.Contains(last)) _signals.ResetAll();
    }

    private static void Refuse(IEnumerable<WriteWork> works, Exception cause)
    {
        foreach (var work in works) work.Refuse(cause);
    }
}

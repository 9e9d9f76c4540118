namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Work that runs wholly or not at all in a transaction. It may run again in its own transaction after a shared one failed.
/// It is acknowledged once, after the commit.
/// </summary>
/// <param name="reports">The number of reports; 0 for maintenance work, which is never refused.</param>
/// <param name="bytes">The memory held while it is queued.</param>
internal abstract class WriteWork(int reports, long bytes)
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _state = Waiting;

    internal int Reports { get; } = reports;

    internal long Bytes { get; } = bytes;

    /// <summary>Returns false if the caller has cancelled. Once started, work can no longer be cancelled.</summary>
    internal bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    internal abstract void Run(SqliteWriterSession session);

    /// <summary>Call after the commit.</summary>
    internal abstract void Acknowledge();

    /// <param name="cause">The failure, which is translated for the caller.</param>
    internal abstract void Refuse(Exception cause);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}

internal sealed class WriteWork<T>(int reports, long bytes, Func<SqliteWriterSession, T> run) : WriteWork(reports, bytes)
{
    // Continuations must not run on the writer's thread, where they would delay the next transaction.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<SqliteWriterSession, T>? _run = run;
    private T? _result;

    internal Task<T> Completion => _completion.Task;

    internal override void Run(SqliteWriterSession session) => _result = _run!(session);

    internal override void Acknowledge() => _completion.SetResult(_result!);

    internal override void Refuse(Exception cause) => _completion.SetException(SqliteFaults.Translate(cause));

    /// <summary>Cancels work that has not started, and releases its memory.</summary>
    internal void Cancel(CancellationToken cancellationToken)
    {
        if (!TryCancel()) return;
        _run = null;
        _completion.SetCanceled(cancellationToken);
    }
}

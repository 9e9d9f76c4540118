namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// Something to do in a transaction, wholly or not at all. It may be run again in a transaction of its own where one
/// that it shared has failed, and is acknowledged once, after the commit.
/// </summary>
/// <param name="reports">How many reports it stores; 0 for the storage's own upkeep, which is never refused for want of room.</param>
/// <param name="bytes">Memory that it holds while it waits.</param>
internal abstract class WriteWork(int reports, long bytes)
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _state = Waiting;

    internal int Reports { get; } = reports;

    internal long Bytes { get; } = bytes;

    /// <summary>False where its caller has gone. Afterwards its fate is its transaction's, whoever goes.</summary>
    internal bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    internal abstract void Run(SqliteWriterSession session);

    /// <summary>To be called after the commit.</summary>
    internal abstract void Acknowledge();

    /// <param name="cause">What happened; the caller gets what that means to it.</param>
    internal abstract void Refuse(Exception cause);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}

internal sealed class WriteWork<T>(int reports, long bytes, Func<SqliteWriterSession, T> run) : WriteWork(reports, bytes)
{
    // Not on the writer's thread: whatever the caller does next, the next transaction does not wait for it.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<SqliteWriterSession, T>? _run = run;
    private T? _result;

    internal Task<T> Completion => _completion.Task;

    internal override void Run(SqliteWriterSession session) => _result = _run!(session);

    internal override void Acknowledge() => _completion.SetResult(_result!);

    internal override void Refuse(Exception cause) => _completion.SetException(SqliteFaults.Translate(cause));

    /// <summary>Where its turn has not come: it is skipped then, and lets go of what it holds now.</summary>
    internal void Cancel(CancellationToken cancellationToken)
    {
        if (!TryCancel()) return;
        _run = null;
        _completion.SetCanceled(cancellationToken);
    }
}

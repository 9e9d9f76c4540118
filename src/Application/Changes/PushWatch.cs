using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>One reader's watch over one push. Not for several at once.</summary>
public sealed class PushWatch : IDisposable
{
    private readonly PushSignals _signals;
    private readonly PushKey _push;
    private readonly PushTopic _topic;
    private Task _next;
    private bool _disposed;

    internal PushWatch(PushSignals signals, PushKey push, PushTopic topic)
    {
        _signals = signals;
        _push = push;
        _topic = topic;
        _next = topic.Next;
    }

    /// <summary>Waits for a change since the watch began, or since this last returned.</summary>
    /// <remarks>
    /// What the push is then is to be read from the database: signals of several writers come in any order, and versions of
    /// their epochs have none.
    /// </remarks>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        await _next.WaitAsync(cancellationToken);
        _next = _topic.Next;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _signals.Leave(_push, _topic);
    }
}

/// <summary>What the watches over one push share. Written under the lock of <see cref="PushSignals"/> alone.</summary>
internal sealed class PushTopic
{
    private static readonly TimeSpan SignalDelay = TimeSpan.FromMilliseconds(10);

    private TaskCompletionSource _next = New();
    private PushHead? _last;
    private int _isWaking;

    internal int Watches { get; set; }

    /// <summary>Done with the next change.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Signal(PushHead head)
    {
        if (_last is { } known && known.IsAtLeast(head)) return; // Told before, or by another instance after what came later.
        _last = head;
        Wake();
    }

    /// <summary>The heads that were told may lie in another history than the database's.</summary>
    internal void Reset()
    {
        _last = null;
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isWaking, 1) == 0) _ = WakeAsync();
    }

    /// <summary>
    /// Behind the writer's back, and a moment later: the acknowledgements of the commit go out before a thousand payloads, and a flood of
    /// commits wakes everybody a hundred times a second at most.
    /// </summary>
    private async Task WakeAsync()
    {
        await Task.Delay(SignalDelay, TimeProvider.System); // Of the machine's time, not of the service's clock.
        Interlocked.Exchange(ref _isWaking, 0); // A signal before this is seen below; one after it wakes once more.
        Interlocked.Exchange(ref _next, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>One reader's watch over one push. Not thread-safe.</summary>
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

    /// <summary>Waits for a change since the watch began, or since the previous call returned.</summary>
    /// <remarks>
    /// Read the push's state from the database afterwards: signals of several writers arrive in any order, and versions of
    /// different epochs have none.
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

/// <summary>The state that all watches over one push share. Written only under the lock of <see cref="PushSignals"/>.</summary>
internal sealed class PushTopic
{
    private static readonly TimeSpan SignalDelay = TimeSpan.FromMilliseconds(10);

    private TaskCompletionSource _next = New();
    private PushHead? _last;
    private int _isWaking;

    internal int Watches { get; set; }

    /// <summary>Completes with the next change.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    internal void Signal(PushHead head)
    {
        if (_last is { } known && known.IsAtLeast(head)) return; // A duplicate, or a late signal from another instance.
        _last = head;
        Wake();
    }

    /// <summary>Forgets the last head, which may belong to another history.</summary>
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
    /// Wakes the watchers a moment later and off the writer's thread. The commit's acknowledgements are sent before a
    /// thousand payloads, and a flood of commits wakes each watcher at most a hundred times per second.
    /// </summary>
    private async Task WakeAsync()
    {
        await Task.Delay(SignalDelay, TimeProvider.System); // Real time, so a test's clock does not hold up signals.
        Interlocked.Exchange(ref _isWaking, 0); // An earlier signal is covered below; a later one wakes again.
        Interlocked.Exchange(ref _next, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

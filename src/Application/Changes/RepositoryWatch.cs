using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>One reader's watch over a repository. It holds each changed push once, and at most <see cref="MaxPushes"/>.</summary>
public sealed class RepositoryWatch : IDisposable
{
    /// <summary>The maximum number of changed pushes that wait for the reader. A reader with more must start anew.</summary>
    public const int MaxPushes = 1000;

    private readonly PushSignals _signals;
    private readonly Lock _lock = new();
    private Dictionary<PushKey, PushChange> _changes = [];
    private TaskCompletionSource? _waiting;
    private bool _overrun;

    internal RepositoryWatch(PushSignals signals, string repository)
    {
        _signals = signals;
        Repository = repository;
    }

    internal string Repository { get; }

    /// <summary>Waits for changes and takes them.</summary>
    /// <returns>Null if changes were dropped or may have been missed; the reader must then start anew.</returns>
    public async Task<IReadOnlyCollection<PushChange>?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (_lock)
            {
                if (_overrun) return null;
                if (_changes.Count > 0)
                {
                    var taken = _changes.Values;
                    _changes = [];
                    return taken;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = _waiting.Task;
            }

            await waiting.WaitAsync(cancellationToken);
        }
    }

    internal void Add(PushChange change)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            var push = change.Head.Push;
            var isKnown = _changes.TryGetValue(push, out var known);
            _overrun |= !isKnown && _changes.Count >= MaxPushes;
            if (_overrun) _changes.Clear();
            else _changes[push] = isKnown ? known!.Join(change) : change;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }

    /// <summary>Marks that changes may have been missed, so the reader starts anew.</summary>
    internal void Reset()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _overrun = true;
            _changes.Clear();
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }

    public void Dispose() => _signals.Leave(this);
}

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>
/// One reader's watch over a repository: which pushes have changed, each once, however often it did. Bounded by
/// <see cref="MaxPushes"/>.
/// </summary>
public sealed class RepositoryWatch : IDisposable
{
    /// <summary>Pushes that may wait for the reader. With more it has fallen too far behind to be served.</summary>
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

    /// <summary>Waits until there are any.</summary>
    /// <returns>Null where so many pushes have changed that no more could be kept, or some may have that are not known.</returns>
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

    /// <summary>Changes may have happened that nobody told of: its reader is to begin anew.</summary>
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

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>
/// Notifies watchers that pushes have changed. The cost of a signal does not depend on the number of watchers of a push. A signal
/// says only that something changed. A watcher that starts before it reads the push's head therefore misses nothing, and
/// nothing is queued: a slow watcher gets one signal for several changes.
/// </summary>
public sealed class PushSignals : IPushChangeListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, PushTopic> _pushes = [];
    private readonly Dictionary<string, List<RepositoryWatch>> _repositories = new(StringComparer.Ordinal);

    /// <summary>The pushes that are being watched.</summary>
    public IReadOnlyList<PushKey> WatchedPushes
    {
        get
        {
            lock (_lock) return [.. _pushes.Keys];
        }
    }

    public bool IsWatched(PushKey push)
    {
        lock (_lock) return _pushes.ContainsKey(push) || _repositories.ContainsKey(push.Repository);
    }

    /// <summary>The number of watched pushes and repositories.</summary>
    public int Watched
    {
        get
        {
            lock (_lock) return _pushes.Count + _repositories.Count;
        }
    }

    /// <summary>Watches a push until the result is disposed. The push need not exist.</summary>
    public PushWatch Watch(PushKey push)
    {
        lock (_lock)
        {
            if (!_pushes.TryGetValue(push, out var topic)) _pushes.Add(push, topic = new PushTopic());
            topic.Watches++;
            return new PushWatch(this, push, topic);
        }
    }

    /// <summary>Watches all pushes of a repository until the result is disposed.</summary>
    public RepositoryWatch Watch(string repository)
    {
        var watch = new RepositoryWatch(this, repository);
        lock (_lock)
        {
            if (!_repositories.TryGetValue(repository, out var watches)) _repositories.Add(repository, watches = []);
            watches.Add(watch);
        }

        return watch;
    }

    /// <inheritdoc />
    public void Changed(PushChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Signal(change.Head, change.Since);
    }

    /// <summary>Signals a change that another instance has committed, or that was found in the storage.</summary>
    /// <param name="before">Null if unknown; only watchers of this push are then notified, not those of its repository.</param>
    public void Signal(PushHead head, PushCursor? before)
    {
        ArgumentNullException.ThrowIfNull(head);
        lock (_lock)
        {
            if (_pushes.TryGetValue(head.Push, out var topic)) topic.Signal(head);
            if (before is not { } since || !_repositories.TryGetValue(head.Push.Repository, out var watches)) return;
            foreach (var watch in watches) watch.Add(new PushChange(head, since));
        }
    }

    /// <summary>
    /// Tells repository watchers that changes may have been missed. Watchers of a single push need no reset: they compare
    /// its head.
    /// </summary>
    public void ResetRepositories()
    {
        lock (_lock)
        {
            foreach (var watch in _repositories.Values.SelectMany(watches => watches)) watch.Reset();
        }
    }

    /// <summary>
    /// Tells all watchers that the database's history has changed. Watchers of a push read it again; watchers of a
    /// repository start anew.
    /// </summary>
    public void ResetAll()
    {
        lock (_lock)
        {
            foreach (var topic in _pushes.Values) topic.Reset();
        }

        ResetRepositories();
    }

    internal void Leave(PushKey push, PushTopic topic)
    {
        lock (_lock)
        {
            if (--topic.Watches == 0) _pushes.Remove(push);
        }
    }

    internal void Leave(RepositoryWatch watch)
    {
        lock (_lock)
        {
            if (!_repositories.TryGetValue(watch.Repository, out var watches)) return;
            watches.Remove(watch);
            if (watches.Count == 0) _repositories.Remove(watch.Repository);
        }
    }
}

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Changes;

/// <summary>
/// Wakes those who wait for a push to change. A change costs the writer a look-up, however many wait. A signal says only that there is something new, so
/// it can be missed by nobody who began to watch before reading the push's head, and none is kept for the slow: who
/// comes back late finds one signal for all that happened meanwhile.
/// </summary>
public sealed class PushSignals : IPushChangeListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, PushTopic> _pushes = [];
    private readonly Dictionary<string, List<RepositoryWatch>> _repositories = new(StringComparer.Ordinal);

    /// <summary>The pushes that somebody watches now.</summary>
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

    /// <summary>Pushes and repositories that somebody watches.</summary>
    public int Watched
    {
        get
        {
            lock (_lock) return _pushes.Count + _repositories.Count;
        }
    }

    /// <summary>Watches and is watched until it is disposed. The push need not exist.</summary>
    public PushWatch Watch(PushKey push)
    {
        lock (_lock)
        {
            if (!_pushes.TryGetValue(push, out var topic)) _pushes.Add(push, topic = new PushTopic());
            topic.Watches++;
            return new PushWatch(this, push, topic);
        }
    }

    /// <summary>Watches all pushes of a repository, until it is disposed.</summary>
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

    /// <summary>What another instance has committed, or what was found in the storage without having been told of.</summary>
    /// <param name="before">Null where it is not known: then only those are told who watch this very push.</param>
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
    /// Changes of any push may have happened that nobody told of. Who watches a push can be told by its head, who watches a repository not.
    /// </summary>
    public void ResetRepositories()
    {
        lock (_lock)
        {
            foreach (var watch in _repositories.Values.SelectMany(watches => watches)) watch.Reset();
        }
    }

    /// <summary>
    /// The database has another history than the one that was told of: whoever watches a push reads it again, and whoever watches a
    /// repository begins anew.
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

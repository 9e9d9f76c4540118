using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Changes;

/// <summary>The changes of a push: in one transaction, or since the watcher last took them.</summary>
/// <param name="Head">The push after the last commit.</param>
/// <param name="Since">The position before the first of the changes.</param>
public sealed record PushChange(PushHead Head, PushCursor Since)
{
    /// <summary>The results before the first of the changes; null if unknown. They may not have changed.</summary>
    public ResultsChange? ResultsBefore { get; init; }

    /// <summary>Merges two changes of a push. Changes from other instances may arrive late and out of order.</summary>
    internal PushChange Join(PushChange other)
    {
        if (other.Head.Incarnation != Head.Incarnation) return other;
        return new PushChange(Head.IsAtLeast(other.Head) ? Head : other.Head, other.Since.Version < Since.Version ? other.Since : Since);
    }
}

/// <summary>Receives each change of a push: once per transaction and push, after the commit, in commit order.</summary>
public interface IPushChangeListener
{
    /// <summary>Runs on the writer's thread and must return at once.</summary>
    void Changed(PushChange change);
}

/// <summary>Notifies the listeners of a commit.</summary>
public sealed class ChangePublisher(IEnumerable<IPushChangeListener> listeners, ILogger<ChangePublisher> log)
{
    private readonly IPushChangeListener[] _listeners = [.. listeners];

    public void Publish(PushChange change)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.Changed(change);
            }
            catch (Exception exception)
            {
                log.ListenerFailed(listener.GetType().Name, exception); // The commit is durable; the writer must continue.
            }
        }
    }
}

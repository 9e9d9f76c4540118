using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Changes;

/// <summary>What happened to a push: in one transaction, or since its change was last taken.</summary>
/// <param name="Head">As the last commit left it.</param>
/// <param name="Since">Where the push was before the first of the changes.</param>
public sealed record PushChange(PushHead Head, PushCursor Since)
{
    /// <summary>Both changes. Those of other instances may arrive late and out of order.</summary>
    internal PushChange Join(PushChange other)
    {
        if (other.Head.Incarnation != Head.Incarnation) return other;
        return new PushChange(Head.IsAtLeast(other.Head) ? Head : other.Head, other.Since.Version < Since.Version ? other.Since : Since);
    }
}

/// <summary>Hears of each change of a push: once for each transaction and push, after the commit, in the order of the commits.</summary>
public interface IPushChangeListener
{
    /// <summary>Runs on the writer's thread and must return at once.</summary>
    void Changed(PushChange change);
}

/// <summary>Tells the listeners of what was committed.</summary>
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
                log.ListenerFailed(listener.GetType().Name, exception); // The commit stands, and the writer goes on.
            }
        }
    }
}

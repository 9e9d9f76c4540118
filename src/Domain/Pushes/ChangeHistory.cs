namespace GroupResults.Domain.Pushes;

/// <summary>
/// The changes that led to a database's present state. Restoring a backup, copying the file or promoting a server can give
/// a database another history than the one that a reader knew; versions alone do not show that.
/// </summary>
/// <param name="epochs">The last change of each epoch, the epoch that changed the database last at the end.</param>
public sealed class ChangeHistory(IReadOnlyList<ChangeStamp> epochs)
{
    /// <summary>Null where nothing has ever changed the database.</summary>
    public ChangeStamp? Latest => epochs.Count > 0 ? epochs[^1] : null;

    /// <summary>
    /// Whether the change is part of this history. The changes of an epoch form one line, so a later change of the epoch
    /// implies the earlier ones. False is always safe: epochs of long ago are forgotten.
    /// </summary>
    public bool Contains(ChangeStamp change)
    {
        foreach (var last in epochs)
        {
            if (last.Epoch == change.Epoch) return last.Counter >= change.Counter;
        }

        return false;
    }
}

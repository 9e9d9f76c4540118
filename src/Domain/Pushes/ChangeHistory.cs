namespace GroupResults.Domain.Pushes;

/// <summary>
/// The changes that led to a database's present state. Restoring a backup, copying the file or promoting a server can
/// replace the history that a reader knew; version numbers alone do not reveal it.
/// </summary>
/// <param name="epochs">The last change of each epoch; the epoch that changed the database last is the last element.</param>
public sealed class ChangeHistory(IReadOnlyList<ChangeStamp> epochs)
{
    /// <summary>The last change; null if the database was never changed.</summary>
    public ChangeStamp? Latest => epochs.Count > 0 ? epochs[^1] : null;

    /// <summary>
    /// Returns true if the change is part of this history. The changes of an epoch form one sequence, so a later change of
    /// the epoch implies the earlier ones. False is always safe: old epochs are forgotten.
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

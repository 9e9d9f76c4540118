namespace GroupResults.Domain.Pushes;

/// <summary>A place in a push's history that a reader has reached: all changes up to <paramref name="Version"/> are known to it.</summary>
/// <param name="Incarnation">The life of the push that the version counts in.</param>
/// <param name="Version">0 before the first report.</param>
public readonly record struct PushCursor(Incarnation Incarnation, long Version)
{
    public static PushCursor Of(PushHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new PushCursor(head.Incarnation, head.Version);
    }

    /// <summary>Whether what changed since can be told: the place lies in the history that led to <paramref name="head"/>.</summary>
    public bool LeadsTo(PushHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return Incarnation == head.Incarnation && Version >= 0 && Version <= head.Version;
    }
}

namespace GroupResults.Domain.Pushes;

/// <summary>
/// What a push's row says of it at one moment. Reading the head is the point at which a read takes place: an answer
/// is right when it has this incarnation, this epoch and at least this version, or was read later.
/// </summary>
/// <param name="Id">The row's number in this database.</param>
/// <param name="Version">Raised by 1 with each changed report, in the transaction that stores it; 1 after the first.</param>
/// <param name="LastActivityAt">When the last change was accepted, in UTC.</param>
/// <param name="Stamp">The change that made this version.</param>
public sealed record PushHead(
    long Id,
    PushKey Push,
    Incarnation Incarnation,
    long Version,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastActivityAt,
    ChangeStamp Stamp)
{
    /// <summary>
    /// Whether contents of this head hold all that <paramref name="read"/> promised. Versions of different incarnations or epochs
    /// have no order; which is newer is for the caller to know.
    /// </summary>
    public bool IsAtLeast(PushHead read) => IsComparableTo(read) && Version >= read.Version;

    /// <summary>Whether the versions of the two have an order: they count in one life of the push and one epoch.</summary>
    public bool IsComparableTo(PushHead other) => Incarnation == other.Incarnation && Stamp.Epoch == other.Stamp.Epoch;
}

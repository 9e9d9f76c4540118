namespace GroupResults.Domain.Pushes;

/// <summary>
/// What a push's row says of it at one moment. Reading the head is the point at which a read takes place: an answer
/// is right when it has this incarnation and at least this version.
/// </summary>
/// <param name="Id">The row's number in this database.</param>
/// <param name="Version">Raised by 1 with each changed report, in the transaction that stores it; 1 after the first.</param>
/// <param name="LastActivityAt">When the last change was accepted, in UTC.</param>
public sealed record PushHead(
    long Id,
    PushKey Push,
    Incarnation Incarnation,
    long Version,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastActivityAt)
{
    /// <summary>
    /// Whether contents of this head hold all that <paramref name="read"/> promised. Versions of different incarnations
    /// have no order; which is newer is for the caller to know.
    /// </summary>
    public bool Reaches(PushHead read) => Incarnation == read.Incarnation && Version >= read.Version;
}

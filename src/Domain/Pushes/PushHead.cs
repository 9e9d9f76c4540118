namespace GroupResults.Domain.Pushes;

/// <summary>
/// The state of a push's row at one moment. Invariant: a read takes place when it reads the head. Its answer must have the
/// head's incarnation, its epoch and at least its version, or come from a later read.
/// </summary>
/// <param name="Id">The row's id in this database.</param>
/// <param name="Version">1 after the first report, raised by 1 with each changed report, in the transaction that stores it.</param>
/// <param name="LastActivityAt">The time of the last accepted change, in UTC.</param>
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
    /// <summary>What was recorded of the push beside its reports.</summary>
    public RecordedPush Recorded { get; init; } = RecordedPush.Nothing;

    /// <summary>Whether the last activity completed the push: all that was expected has ended.</summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// Returns true if an answer with this head satisfies a reader that read <paramref name="read"/>. Returns false if the
    /// two cannot be compared; the caller must then know which was read later.
    /// </summary>
    public bool IsAtLeast(PushHead read) => IsComparableTo(read) && Version >= read.Version;

    /// <summary>Returns true if the two versions have an order: they share an incarnation and an epoch.</summary>
    public bool IsComparableTo(PushHead other) => Incarnation == other.Incarnation && Stamp.Epoch == other.Stamp.Epoch;
}

namespace GroupResults.Domain.Pushes;

/// <summary>
/// The state of a push's row at one moment. Invariant: a read takes place when it reads the head. Its answer must have the
/// head's incarnation, its epoch and at least its version, or come from a later read.
/// </summary>
/// <param name="Id">The row's id in this database.</param>
/// <param name="Version">1 after the first report or fact, raised by 1 with each change, in the transaction that stores it.</param>
/// <param name="LastActivityAt">The time of the last accepted change that counts as activity, in UTC.</param>
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
    /// <summary>The last change of results, if other facts have changed since; else null.</summary>
    public ResultsChange? EarlierResults { get; init; }

    /// <summary>
    /// The last change of results: that of this version, or an earlier one. Invariant: equal incarnations, epochs and versions
    /// of results name equal results, because a change of results makes a version of the push.
    /// </summary>
    public ResultsChange Results => EarlierResults ?? new ResultsChange(Version, Stamp);

    /// <summary>What was recorded of the push beside its reports.</summary>
    public RecordedPush Recorded { get; init; } = RecordedPush.Nothing;

    /// <summary>When it was pushed; if that is not known, when it was first seen. Windows of time go by it.</summary>
    public DateTimeOffset At => Recorded.PushedAt ?? FirstSeenAt;

    /// <summary>
    /// The last change of any push of the repository, where it was read with the head. Invariant: while it is the same, so are all pushes of
    /// the repository.
    /// </summary>
    public ChangeStamp? Repository { get; init; }

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

/// <summary>A version of a push that a change of results has made.</summary>
/// <param name="Version">0 if there were never any.</param>
/// <param name="Stamp">The change that made the version.</param>
public readonly record struct ResultsChange(long Version, ChangeStamp Stamp);

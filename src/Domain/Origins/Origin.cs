namespace GroupResults.Domain.Origins;

/// <summary>
/// Where a failure comes from. Pushes are given as distances along the walk: 0 is the push with the failure, 1 its parent, and so on.
/// </summary>
/// <param name="Distance">The push that decided the kind; null if none did.</param>
/// <param name="FirstFail">
/// If inherited, the oldest failing push that the walk reached before a pass. It skips pushes without a result, and with one to come.
/// </param>
public readonly record struct Origin(OriginKind Kind, int? Distance, int? FirstFail)
{
    /// <summary>The push that passed, if the failure is new.</summary>
    public int? LastPass => Kind is OriginKind.New ? Distance : null;

    /// <summary>The push whose task run has not ended, if that is what the answer waits for.</summary>
    public int? WaitingFor => Kind is OriginKind.Pending ? Distance : null;

    /// <summary>If the failure is new, from the push after <see cref="LastPass"/> to the push with the failure, oldest first.</summary>
    public IEnumerable<int> Candidates => Enumerable.Range(0, LastPass ?? 0).Reverse();

    /// <summary>One sentence for a person that says how it was decided.</summary>
    public string Rule => OriginSentences.Of(this);

    /// <summary>If inherited, the pass at which the walk ended; null if it ended otherwise.</summary>
    internal int? PassBeforeFailures { get; init; }

    /// <summary>How many parents the walk visited, where no result ended it, and why it ended.</summary>
    internal int Walked { get; init; }

    internal WalkEnd End { get; init; }
}

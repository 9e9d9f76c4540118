namespace GroupResults.Domain.Verdicts;

/// <summary>What a push says of a group over all its tasks.</summary>
public enum Verdict
{
    /// <summary>It passed in every task that ran it.</summary>
    Pass,

    /// <summary>It failed, and no job name has both a pass and a failure.</summary>
    Fail,

    /// <summary>It passed and failed under one job name.</summary>
    Intermittent,

    /// <summary>No task ran it, and at least one says SKIP or UNSUPPORTED.</summary>
    Skipped,

    /// <summary>It was expected, all that was expected to run it has ended, and nothing says anything of it.</summary>
    NoResult,

    /// <summary>Nothing says anything of it yet.</summary>
    Pending,
}

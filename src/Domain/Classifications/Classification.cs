namespace GroupResults.Domain.Classifications;

/// <summary>What a person or a bot says of a failure. The numbers are stored; do not renumber them.</summary>
public enum ClassificationKind
{
    /// <summary>Takes an earlier classification back.</summary>
    None = 0,

    FixedBy = 1,
    Intermittent = 2,
    Infra = 3,
    Expected = 4,
}

/// <summary>The classification of a group or of a task on one push. Exactly one of <paramref name="Group"/> and <paramref name="TaskId"/> is set.</summary>
/// <param name="FixedBy">The revision that fixes it.</param>
/// <param name="Bug">The number of a bug report.</param>
/// <param name="By">The name of the token that it was sent with; null for an anonymous client.</param>
public sealed record Classification(
    ClassificationKind Kind, string? Group, string? TaskId, string? FixedBy, long? Bug, string? Note, DateTimeOffset At, string? By);

namespace GroupResults.Domain.Results;

/// <summary>The rules of statuses: their spelling in a log, which precedes, and what they mean in the result map.</summary>
public static class GroupStatuses
{
    /// <summary><c>OK</c>, <c>ERROR</c> and <c>SKIP</c> exactly as mozlog writes them; anything else is <see cref="GroupStatus.Unsupported"/>.</summary>
    public static GroupStatus FromLog(string status) => status switch
    {
        "OK" => GroupStatus.Ok,
        "ERROR" => GroupStatus.Error,
        "SKIP" => GroupStatus.Skip,
        _ => GroupStatus.Unsupported,
    };

    /// <summary>
    /// For a group that stands twice in one report: ERROR, OK, UNSUPPORTED, SKIP. What was run precedes what was not, as in
    /// Treeherder, whose endpoint reads OK and ERROR only.
    /// </summary>
    public static bool Precedes(this GroupStatus status, GroupStatus other) => Rank(status) < Rank(other);

    /// <summary>Whether a result of this status stands in the result map; then <see cref="GroupStatus.Ok"/> is true, ERROR is false.</summary>
    public static bool IsInResultMap(this GroupStatus status) => status is GroupStatus.Ok or GroupStatus.Error;

    private static int Rank(GroupStatus status) => status switch
    {
        GroupStatus.Error => 0,
        GroupStatus.Ok => 1,
        GroupStatus.Unsupported => 2,
        _ => 3,
    };
}

namespace GroupResults.Domain.Results;

/// <summary>Rules for statuses: parsing, precedence, and visibility in the result map.</summary>
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
    /// Decides which result counts when a group appears twice in one report. The order is ERROR, OK, UNSUPPORTED, SKIP.
    /// Groups that ran precede those that did not, as in Treeherder, whose endpoint reads OK and ERROR only.
    /// </summary>
    public static bool Precedes(this GroupStatus status, GroupStatus other) => Rank(status) < Rank(other);

    /// <summary>
    /// Returns true if the status appears in the result map, where <see cref="GroupStatus.Ok"/> is true and
    /// <see cref="GroupStatus.Error"/> is false.
    /// </summary>
    public static bool IsInResultMap(this GroupStatus status) => status is GroupStatus.Ok or GroupStatus.Error;

    private static int Rank(GroupStatus status) => status switch
    {
        GroupStatus.Error => 0,
        GroupStatus.Ok => 1,
        GroupStatus.Unsupported => 2,
        _ => 3,
    };
}

namespace GroupResults.Domain.Results;

/// <summary>The rules of statuses: their spelling in a log, which is worse, and what they mean in the result map.</summary>
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

    /// <summary>For a group that stands twice in one report: ERROR before UNSUPPORTED before OK before SKIP.</summary>
    public static bool IsWorseThan(this GroupStatus status, GroupStatus other) => Severity(status) > Severity(other);

    /// <summary>Whether a result of this status stands in the result map; then <see cref="GroupStatus.Ok"/> is true, ERROR is false.</summary>
    public static bool IsInResultMap(this GroupStatus status) => status is GroupStatus.Ok or GroupStatus.Error;

    private static int Severity(GroupStatus status) => status switch
    {
        GroupStatus.Error => 3,
        GroupStatus.Unsupported => 2,
        GroupStatus.Ok => 1,
        _ => 0,
    };
}

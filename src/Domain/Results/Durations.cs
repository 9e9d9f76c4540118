namespace GroupResults.Domain.Results;

/// <summary>Rules for the duration of a group, in milliseconds.</summary>
public static class Durations
{
    /// <summary>Two hours. No task runs longer, so a higher value means that the harness's clock is wrong.</summary>
    public const int MaxMs = 7_200_000;

    public static bool IsDuration(int milliseconds) => milliseconds is >= 0 and <= MaxMs;

    /// <summary>
    /// Reads a duration from a log line. Fractions are truncated; negative values and those over <see cref="MaxMs"/> count
    /// as 0, as in Treeherder, because harnesses with a wrong clock report such values.
    /// </summary>
    public static int FromLog(double milliseconds)
    {
        var whole = Math.Truncate(milliseconds);
        return whole is >= 0 and <= MaxMs ? (int)whole : 0;
    }
}

namespace GroupResults.Domain.Results;

/// <summary>How long a group ran, in milliseconds.</summary>
public static class Durations
{
    /// <summary>Two hours, in milliseconds: no task runs longer, so more is a fault of the harness's clock.</summary>
    public const int MaxMs = 7_200_000;

    public static bool IsDuration(int milliseconds) => milliseconds is >= 0 and <= MaxMs;

    /// <summary>
    /// A log line's duration: fractions are cut off first; then what is negative or over <see cref="MaxMs"/> counts as 0
    /// (Treeherder does the same, since harnesses with a broken clock report such values).
    /// </summary>
    public static int FromLog(double milliseconds)
    {
        var whole = Math.Truncate(milliseconds);
        return whole is >= 0 and <= MaxMs ? (int)whole : 0;
    }
}

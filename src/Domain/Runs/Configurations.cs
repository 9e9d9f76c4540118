namespace GroupResults.Domain.Runs;

/// <summary>
/// The configuration that a task run ran in. Groups are compared by it across pushes, never by the whole job name, because chunk
/// numbers drift from push to push.
/// </summary>
public static class Configurations
{
    private const string ConfirmationSuffix = "-cf";

    /// <summary>
    /// The job name without a last <c>-cf</c> and then without a last <c>-</c> and digits. Without a job name, <c>platform/option</c>,
    /// with <c>-variant</c> if there is one.
    /// </summary>
    /// <returns>Null without a job name and without both platform and option. Null equals null.</returns>
    public static string? Of(string? jobName, RunProperties? told)
    {
        if (jobName is not null) return WithoutChunk(jobName);
        if (told is not { Platform: { } platform, Option: { } option }) return null;
        return told.Variant is { } variant ? $"{platform}/{option}-{variant}" : $"{platform}/{option}";
    }

    /// <summary>Whether the task repeats the groups of another to confirm a failure.</summary>
    public static bool IsConfirmation(string? jobName) => jobName?.EndsWith(ConfirmationSuffix, StringComparison.Ordinal) is true;

    /// <summary>Orders configurations by name, ordinally, with null last.</summary>
    public static int Compare(string? left, string? right) =>
        left is null || right is null ? (left is null).CompareTo(right is null) : string.CompareOrdinal(left, right);

    private static string WithoutChunk(string jobName)
    {
        var name = IsConfirmation(jobName) ? jobName.AsSpan(..^ConfirmationSuffix.Length) : jobName;
        var withoutDigits = name.TrimEnd("0123456789");
        if (withoutDigits.Length < name.Length && withoutDigits is [.., '-']) name = withoutDigits[..^1];
        return name.Length == jobName.Length ? jobName : name.ToString();
    }
}

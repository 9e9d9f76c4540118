namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>A task run, from its states and its report.</summary>
internal sealed record PlainRun(string TaskId, int RunId)
{
    internal string? State { get; init; }

    /// <summary>The last report's; a report replaces the one before it, job name included.</summary>
    internal string? ReportedJobName { get; init; }

    internal string? ToldJobName { get; init; }

    internal string? JobName => ReportedJobName ?? ToldJobName;

    internal Properties Properties { get; init; } = new();

    /// <summary>The status of each group in its report, sorted by name; null where it has not reported.</summary>
    internal SortedDictionary<string, string>? Results { get; init; }

    /// <summary>The durations of the report, which matter only to whether it is the same one again.</summary>
    internal SortedDictionary<string, int>? Durations { get; init; }

    internal IEnumerable<string> Groups => Results?.Keys ?? Enumerable.Empty<string>();

    internal bool HasEnded => State is "COMPLETED" or "FAILED" or "EXCEPTION";

    /// <summary>Ended as far as what is expected goes: after COMPLETED alone, the report is still to come.</summary>
    internal bool IsDone => Results is not null || State is "FAILED" or "EXCEPTION";

    internal string? Configuration => ConfigurationOf(JobName) ?? PlatformConfiguration;

    private string? PlatformConfiguration => Properties switch
    {
        { Platform: null } or { Option: null } => null,
        { Variant: null } => $"{Properties.Platform}/{Properties.Option}",
        _ => $"{Properties.Platform}/{Properties.Option}-{Properties.Variant}",
    };

    /// <summary>The job name without a last <c>-cf</c> and then without a last <c>-</c> and digits.</summary>
    internal static string? ConfigurationOf(string? jobName)
    {
        if (jobName is null) return null;
        var name = jobName.EndsWith("-cf", StringComparison.Ordinal) ? jobName[..^3] : jobName;
        var chunk = name.Length;
        while (chunk > 0 && char.IsAsciiDigit(name[chunk - 1])) chunk--;
        return chunk < name.Length && chunk > 0 && name[chunk - 1] == '-' ? name[..(chunk - 1)] : name;
    }
}

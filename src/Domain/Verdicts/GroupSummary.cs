namespace GroupResults.Domain.Verdicts;

/// <summary>What a push says of a group.</summary>
/// <param name="Confirmed">Whether a confirmation task saw it fail; null if none ran it. Does not change the verdict.</param>
/// <param name="Consistent">
/// Null if fewer than two tasks ran it. True if it failed in all of them, or in all of a configuration that has three or more.
/// </param>
/// <param name="Ok">Tasks in which it passed.</param>
/// <param name="Failed">Tasks in which it failed.</param>
/// <param name="Skipped">Tasks that say only SKIP or UNSUPPORTED of it.</param>
/// <param name="MedianDurationMs">Of the tasks that ran it; the lower middle of an even number. Null if none ran it.</param>
/// <param name="Configurations">Those with any result of it, by name, with null last.</param>
public sealed record GroupSummary(
    Verdict Verdict,
    bool? Confirmed,
    bool? Consistent,
    int Ok,
    int Failed,
    int Skipped,
    int? MedianDurationMs,
    IReadOnlyList<ConfigurationSummary> Configurations)
{
    /// <summary>Whether any task says OK or ERROR of it.</summary>
    public bool Ran => Ok + Failed > 0;
}

/// <summary>What a push says of a group in one configuration.</summary>
public readonly record struct ConfigurationSummary(string? Configuration, Verdict Verdict, int Ok, int Failed)
{
    /// <summary>Whether any task of it says OK or ERROR.</summary>
    public bool Ran => Ok + Failed > 0;
}

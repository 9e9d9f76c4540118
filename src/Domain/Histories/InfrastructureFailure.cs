namespace GroupResults.Domain.Histories;

/// <summary>
/// Recognises a push whose failures are the infrastructure's: so many groups do not break at once by themselves. Such a push says nothing
/// of the flakiness of any one group, also where retriggers passed later.
/// </summary>
public static class InfrastructureFailure
{
    /// <summary>With fewer groups, a few real failures would look like an infrastructure failure.</summary>
    public const int MinGroups = 10;

    public const int MinFailedPercent = 80;

    /// <param name="groups">The groups of the push with an OK or an ERROR, in any configuration.</param>
    /// <param name="failed">Those of them that failed: FAIL or INTERMITTENT.</param>
    public static bool IsLikely(int groups, int failed) => groups >= MinGroups && failed * 100L >= (long)MinFailedPercent * groups;
}

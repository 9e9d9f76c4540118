using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Comparisons;

/// <summary>The groups that did not run on a push, sorted by name, ordinally.</summary>
public static class NotRun
{
    /// <summary>Expected groups that nothing says anything of, although all that was expected to run them has ended.</summary>
    public static IReadOnlyList<string> OfExpected(IReadOnlyDictionary<string, GroupSummary> here) =>
        Sorted(here.Where(group => group.Value.Verdict is Verdict.NoResult).Select(group => group.Key));

    /// <summary>
    /// Groups that ran on the parent and in no configuration here, unless one of those that ran it there has a task run here that has not
    /// ended.
    /// </summary>
    /// <param name="pendingConfigurations">The configurations of task runs of this push that have not ended. Null equals null.</param>
    public static IReadOnlyList<string> OfParent(
        IReadOnlyDictionary<string, GroupSummary> here,
        IReadOnlyDictionary<string, GroupSummary> parent,
        IReadOnlySet<string?> pendingConfigurations) =>
        Sorted(parent
            .Where(group => group.Value.Ran && here.GetValueOrDefault(group.Key) is not { Ran: true })
            .Where(group => !group.Value.Configurations.Any(there => there.Ran && pendingConfigurations.Contains(there.Configuration)))
            .Select(group => group.Key));

    private static string[] Sorted(IEnumerable<string> groups) => [.. groups.Order(StringComparer.Ordinal)];
}

namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>What differs between two pushes. A group is in a list once, however many of its configurations say so.</summary>
internal sealed record PlainComparison(string Base)
{
    internal SortedSet<string> NewFailures { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> Fixed { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> StillFailing { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> BecameIntermittent { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> OnlyHere { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> OnlyInBase { get; } = new(StringComparer.Ordinal);

    internal static PlainComparison Of(PlainPush push, PlainPush basis)
    {
        var comparison = new PlainComparison(basis.Revision);
        var (here, there) = (Ran(push), Ran(basis));
        foreach (var group in here.Concat(there).Select(result => result.Group).Distinct())
        {
            var ranHere = here.Where(result => result.Group == group).ToList();
            var ranThere = there.Where(result => result.Group == group).ToList();
            var common = ranHere.Select(result => result.Configuration).Intersect(ranThere.Select(result => result.Configuration)).ToList();
            // Without a common configuration there is nothing to compare, whether or not the other side ran it in another one.
            if (common.Count == 0 && ranHere.Count > 0) comparison.OnlyHere.Add(group);
            if (common.Count == 0 && ranThere.Count > 0) comparison.OnlyInBase.Add(group);
            foreach (var configuration in common)
            {
                comparison.Add(
                    group,
                    PlainVerdicts.OfResults(ranThere.Where(result => result.Configuration == configuration).ToList())!,
                    PlainVerdicts.OfResults(ranHere.Where(result => result.Configuration == configuration).ToList())!);
            }
        }

        return comparison;
    }

    /// <summary>Groups that the parent ran and the push did not, though nothing is pending where the parent ran them.</summary>
    internal static List<string> NotRun(PlainPush push, PlainPush? parent) =>
        parent is null
            ? []
            : Ran(parent).GroupBy(result => result.Group)
                .Where(group => Ran(push).All(result => result.Group != group.Key))
                .Where(group => !group.Any(result => IsPending(push, result.Configuration)))
                .Select(group => group.Key).Order(StringComparer.Ordinal).ToList();

    /// <summary>An expected task that has not ended is pending, too, even without any run.</summary>
    private static bool IsPending(PlainPush push, string? configuration) =>
        PlainOrigin.IsPending(push, configuration)
        || push.ExpectedTasks.Any(task => PlainRun.ConfigurationOf(task.JobName) == configuration && !PlainCompletion.HasEnded(push, task));

    private static List<PlainResult> Ran(PlainPush push) => push.Results().Where(result => result.Status is not null).ToList();

    private void Add(string group, string before, string now)
    {
        if (before == "PASS" && now == "FAIL") NewFailures.Add(group);
        if (before == "PASS" && now == "INTERMITTENT") BecameIntermittent.Add(group);
        if (before != "PASS" && now == "PASS") Fixed.Add(group);
        if (before != "PASS" && now != "PASS") StillFailing.Add(group);
    }
}

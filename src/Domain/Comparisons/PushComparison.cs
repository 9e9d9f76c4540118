using GroupResults.Domain.Runs;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Comparisons;

/// <summary>
/// How the groups of a push differ from those of another, the base. Groups are compared in the configurations that ran them on both pushes,
/// each by itself, so a group may be in several lists: an old failure in one configuration does not hide a new one in another. Each list is
/// sorted by name, ordinally.
/// </summary>
/// <param name="NewFailures">PASS to FAIL.</param>
/// <param name="BecameIntermittent">PASS to INTERMITTENT.</param>
/// <param name="Fixed">FAIL or INTERMITTENT to PASS.</param>
/// <param name="StillFailing">PASS on neither side.</param>
/// <param name="OnlyHere">Ran here, and in no configuration that ran it in the base.</param>
/// <param name="OnlyInBase">Ran in the base, and in no configuration that ran it here.</param>
public sealed record PushComparison(
    IReadOnlyList<string> NewFailures,
    IReadOnlyList<string> BecameIntermittent,
    IReadOnlyList<string> Fixed,
    IReadOnlyList<string> StillFailing,
    IReadOnlyList<string> OnlyHere,
    IReadOnlyList<string> OnlyInBase)
{
    /// <param name="here">By group name.</param>
    /// <param name="base">By group name.</param>
    public static PushComparison Of(IReadOnlyDictionary<string, GroupSummary> here, IReadOnlyDictionary<string, GroupSummary> @base)
    {
        var changes = new List<(string Group, Changes Changes)>();
        foreach (var (group, summary) in here)
        {
            var found = ChangesOf(summary, @base.GetValueOrDefault(group));
            if (found is not Changes.None) changes.Add((group, found));
        }

        foreach (var (group, summary) in @base)
        {
            if (summary.Ran && !here.ContainsKey(group)) changes.Add((group, Changes.OnlyInBase));
        }

        changes.Sort(static (left, right) => string.CompareOrdinal(left.Group, right.Group));
        return new PushComparison(
            With(Changes.NewFailure),
            With(Changes.BecameIntermittent),
            With(Changes.Fixed),
            With(Changes.StillFailing),
            With(Changes.OnlyHere),
            With(Changes.OnlyInBase));

        string[] With(Changes change) => [.. changes.Where(entry => entry.Changes.HasFlag(change)).Select(entry => entry.Group)];
    }

    private static Changes ChangesOf(GroupSummary here, GroupSummary? @base)
    {
        var changes = Changes.None;
        var hasCommon = false;
        var inBase = @base?.Configurations ?? [];
        // Both are sorted by configuration.
        for (int i = 0, j = 0; i < here.Configurations.Count && j < inBase.Count;)
        {
            var order = Configurations.Compare(here.Configurations[i].Configuration, inBase[j].Configuration);
            if (order == 0 && here.Configurations[i].Ran && inBase[j].Ran)
            {
                hasCommon = true;
                changes |= ChangeOf(inBase[j].Verdict, here.Configurations[i].Verdict);
            }

            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        if (hasCommon) return changes;
        return (here.Ran ? Changes.OnlyHere : Changes.None) | (@base is { Ran: true } ? Changes.OnlyInBase : Changes.None);
    }

    private static Changes ChangeOf(Verdict before, Verdict now) => (before, now) switch
    {
        (Verdict.Pass, Verdict.Pass) => Changes.None,
        (Verdict.Pass, Verdict.Fail) => Changes.NewFailure,
        (Verdict.Pass, _) => Changes.BecameIntermittent,
        (_, Verdict.Pass) => Changes.Fixed,
        _ => Changes.StillFailing,
    };

    [Flags]
    private enum Changes
    {
        None = 0,
        NewFailure = 1,
        BecameIntermittent = 2,
        Fixed = 4,
        StillFailing = 8,
        OnlyHere = 16,
        OnlyInBase = 32,
    }
}

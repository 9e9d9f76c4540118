using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>Reads what many pushes say: from their roll-ups, and where these are not those of the push's results, from its task runs.</summary>
internal static class AcrossPushes
{
    /// <summary>One result for each task and group, by push.</summary>
    /// <param name="pushes">Of one repository.</param>
    /// <param name="groups">Null for all.</param>
    /// <param name="labels">Receives the labels of the results.</param>
    internal static ResultsByGroup[] ReadResults(
        this IStorageSnapshot storage, IReadOnlyList<PushHead> pushes, IReadOnlySet<int>? groups, Labels labels)
    {
        var rolledUp = storage.FindRolledUp(pushes, groups, labels);
        return [.. pushes.Select((push, i) => rolledUp[i] ?? TaskResults.Of(storage.ReadTaskRunsOf(push), labels, groups))];
    }

    /// <param name="withGroups">Whether to read which groups ran, and not only how many.</param>
    /// <param name="cache">Of pushes without roll-ups.</param>
    internal static PushSummary[] ReadSummaries(
        this IStorageSnapshot storage, IReadOnlyList<PushHead> pushes, bool withGroups, SummaryCache cache)
    {
        var rolledUp = storage.FindSummaries(pushes, withGroups);
        return [.. pushes.Select((push, i) => rolledUp[i] ?? cache.Find(push) ?? Make(push))];

        PushSummary Make(PushHead push)
        {
            var summary = PushRollup.Of(storage.ReadTaskRunsOf(push)).Summary;
            cache.Keep(push, summary);
            return summary;
        }
    }

    private static PushSnapshot ReadTaskRunsOf(this IStorageSnapshot storage, PushHead push) =>
        storage.ReadTaskRuns(push.Push) ?? throw new InvalidOperationException($"A snapshot has lost the push {push.Push}.");
}

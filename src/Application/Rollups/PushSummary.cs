using GroupResults.Domain.Histories;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Rollups;

/// <summary>What a push says of all its groups together.</summary>
/// <param name="Ran">The number of groups with an OK or an ERROR.</param>
/// <param name="Failed">Those of them that failed, intermittently or not.</param>
/// <param name="RanGroups">The groups that ran; see <see cref="PackedIds"/>. Empty if it was not asked for.</param>
/// <param name="FlakyGroups">The groups with an OK and an ERROR under one job name. Empty if it was not asked for.</param>
public sealed record PushSummary(int Ran, int Failed, ReadOnlyMemory<byte> RanGroups, ReadOnlyMemory<byte> FlakyGroups)
{
    /// <summary>Of a push without results.</summary>
    public static PushSummary Nothing { get; } = new(0, 0, default, default);

    public bool IsInfrastructure => InfrastructureFailure.IsLikely(Ran, Failed);

    internal static PushSummary Of(ResultsByGroup results, Labels labels)
    {
        List<int> ran = [], flaky = [];
        var failed = 0;
        var verdicts = new GroupVerdicts(labels);
        foreach (var group in results.GroupIds.Order())
        {
            var summary = verdicts.Of(results[group], hasPendingTask: false, isFinal: true);
            if (!summary.Ran) continue;
            ran.Add(group);
            if (summary.Verdict is Verdict.Fail or Verdict.Intermittent) failed++;
            if (summary.Verdict is Verdict.Intermittent) flaky.Add(group);
        }

        return new PushSummary(ran.Count, failed, PackedIds.Pack([.. ran]), PackedIds.Pack([.. flaky]));
    }
}

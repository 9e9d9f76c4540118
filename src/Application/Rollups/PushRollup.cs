using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Rollups;

/// <summary>
/// What a push says of its groups, in the order in which questions across pushes read it. Exact: it is what the task runs of
/// <paramref name="Head"/>'s version give.
/// </summary>
/// <param name="Labels">Those of the results.</param>
/// <param name="Results">One for each task and group.</param>
public sealed record PushRollup(PushHead Head, Labels Labels, ResultsByGroup Results, PushSummary Summary)
{
    /// <param name="push">With its facts, which may name the jobs of task runs.</param>
    public static PushRollup Of(PushSnapshot push)
    {
        ArgumentNullException.ThrowIfNull(push);
        var labels = new Labels();
        var results = TaskResults.Of(push, labels, groups: null);
        return new PushRollup(push.Head, labels, results, PushSummary.Of(results, labels));
    }
}

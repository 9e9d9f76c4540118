using GroupResults.Application.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Questions;

/// <summary>The task runs of a push that have not ended.</summary>
internal static class PendingRuns
{
    /// <summary>Their configurations. Null equals null.</summary>
    internal static HashSet<string?> ConfigurationsOf(PushSnapshot push) => push.Facts.States.Count == 0
        ? []
        : TaskRunView.All(push).Where(run => !run.State.HasEnded()).Select(run => run.Configuration).ToHashSet(StringComparer.Ordinal);
}

using GroupResults.Application.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Questions;

/// <summary>
/// The task runs of a push that have not ended, each its task's highest: a lower run whose end was not told is over once the task runs again.
/// </summary>
internal static class PendingRuns
{
    /// <summary>Their configurations. Null equals null.</summary>
    internal static HashSet<string?> ConfigurationsOf(PushSnapshot push) => push.Facts.States.Count == 0
        ? []
        : TaskRunView.All(push)
            .GroupBy(run => run.Key.TaskId, static (_, runs) => runs.MaxBy(run => run.Key.RunId)!, StringComparer.Ordinal)
            .Where(run => !run.State.HasEnded())
            .Select(run => run.Configuration)
            .ToHashSet(StringComparer.Ordinal);
}

using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Questions;

/// <summary>What is known of a push's task runs, from reports and states together.</summary>
internal static class TaskRunFacts
{
    /// <summary>Each run once, whether it is known by a report, by a state, or by both.</summary>
    internal static IEnumerable<KnownRun> KnownRuns(PushSnapshot push)
    {
        var states = push.Facts.States.ToDictionary(state => state.Key);
        foreach (var run in push.TaskRuns)
        {
            var told = states.Remove(run.Key, out var state) ? state.State : (TaskRunState?)null;
            yield return new KnownRun(run.Key.TaskId, run.Key.RunId, run.JobName, told, PackedResults.Count(run.Packed.Span));
        }

        foreach (var state in states.Values) yield return new KnownRun(state.Key.TaskId, state.Key.RunId, state.JobName, state.State, Results: null);
    }

    internal static HashSet<string?> PendingConfigurations(PushSnapshot push)
    {
        HashSet<string?> pending = new(StringComparer.Ordinal);
        var reported = push.Facts.States.Count > 0 ? push.TaskRuns.Select(run => run.Key).ToHashSet() : [];
        foreach (var state in push.Facts.States)
        {
            if (!state.State.HasEnded() && !reported.Contains(state.Key)) pending.Add(Configurations.Of(state.JobName, state.Properties));
        }

        return pending;
    }

    internal static IEnumerable<int> GroupsOf(StoredTaskRun run)
    {
        List<int> groups = [];
        foreach (var result in PackedResults.Read(run.Packed.Span)) groups.Add(result.GroupId);
        return groups;
    }
}

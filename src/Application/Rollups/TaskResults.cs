using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Rollups;

/// <summary>One result for each task and group of a push, as the result map merges the runs of a task.</summary>
internal static class TaskResults
{
    /// <param name="groups">Null for all groups.</param>
    internal static ResultsByGroup Of(PushSnapshot push, Labels labels, IReadOnlySet<int>? groups)
    {
        var results = new List<TaskResult>();
        foreach (var runs in push.TaskRuns.GroupBy(run => run.Key.TaskId, StringComparer.Ordinal).Select(runs => runs.ToList()))
        {
            if (runs is [var single]) AddRun(single);
            else AddMerged([.. runs.OrderBy(run => run.Key.RunId)]);
        }

        return ResultsByGroup.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(results));

        void AddRun(StoredTaskRun run)
        {
            var label = labels.Add(run.JobName, run.Properties);
            foreach (var result in PackedResults.Read(run.Packed.Span)) Add(result, label);
        }

        void AddMerged(List<StoredTaskRun> runs)
        {
            int[] ofRuns = [.. runs.Select(run => labels.Add(run.JobName, run.Properties))];
            foreach (var (run, result) in MergedResults.Of([.. runs.Select(run => run.Packed)])) Add(result, ofRuns[run]);
        }

        void Add(PackedResult result, int label)
        {
            if (groups?.Contains(result.GroupId) is not false)
                results.Add(new TaskResult(result.GroupId, label, result.Status, result.DurationMs));
        }
    }
}

using System.Buffers;
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
        var results = ArrayPool<TaskResult>.Shared.Rent(push.TaskRuns.Sum(run => run.Packed.Length) / PackedResults.MinLength);
        var count = 0;
        var repeated = RepeatedTasks(push.TaskRuns);
        foreach (var run in push.TaskRuns)
        {
            if (!repeated.TryGetValue(run.Key.TaskId, out var runs)) AddRun(run);
            else runs.Add(run);
        }

        foreach (var runs in repeated.Values) AddMerged([.. runs.OrderBy(run => run.Key.RunId)]);
        var byGroup = ResultsByGroup.Of(results.AsSpan(0, count));
        ArrayPool<TaskResult>.Shared.Return(results);
        return byGroup;

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
                results[count++] = new TaskResult(result.GroupId, label, result.Status, result.DurationMs);
        }
    }

    /// <summary>The tasks with several runs, each with an empty list. Few tasks have them.</summary>
    private static Dictionary<string, List<StoredTaskRun>> RepeatedTasks(IReadOnlyList<StoredTaskRun> runs)
    {
        var met = new HashSet<string>(runs.Count, StringComparer.Ordinal);
        var repeated = new Dictionary<string, List<StoredTaskRun>>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            if (!met.Add(run.Key.TaskId)) repeated.TryAdd(run.Key.TaskId, []);
        }

        return repeated;
    }
}

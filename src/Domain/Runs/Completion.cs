using System.Runtime.InteropServices;

namespace GroupResults.Domain.Runs;

/// <summary>A task run that is known by its report, by a state, or by both.</summary>
/// <param name="JobName">The report's; without one, the one that was told with a state.</param>
/// <param name="Told">The last accepted state; null if none was told.</param>
/// <param name="Results">The number of results in its report; null without a report.</param>
public readonly record struct KnownRun(string TaskId, int RunId, string? JobName, TaskRunState? Told, int? Results);

/// <summary>How much of what is expected of a push has ended. <see cref="Expected"/> is the sum of the three counts.</summary>
/// <param name="Tasks">One for each expected task, in their order.</param>
/// <param name="Reported">Ended with results.</param>
/// <param name="NoGroups">Ended without results.</param>
/// <param name="Pending">Not ended, or completed with the report still to come.</param>
/// <param name="IsComplete">What is expected is final and not empty, and all of it has ended.</param>
public sealed record Completion(IReadOnlyList<ExpectedTaskStatus> Tasks, int Reported, int NoGroups, int Pending, bool IsComplete)
{
    public int Expected => Tasks.Count;

    /// <summary>
    /// A task counts by its highest known run. Without a task id, these are the runs of all tasks with its job name that have the highest
    /// run id among them: any that has ended ends it.
    /// </summary>
    public static Completion Of(ExpectedTasks expected, IReadOnlyCollection<KnownRun> runs)
    {
        var byTaskId = new Dictionary<string, Highest>(runs.Count, StringComparer.Ordinal);
        var byJobName = new Dictionary<string, Highest>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            Raise(byTaskId, run.TaskId, run);
            if (run.JobName is not null) Raise(byJobName, run.JobName, run);
        }

        var tasks = new ExpectedTaskStatus[expected.Tasks.Count];
        for (var i = 0; i < tasks.Length; i++)
        {
            var task = expected.Tasks[i];
            tasks[i] = (task.TaskId is { } taskId ? byTaskId.GetValueOrDefault(taskId) : byJobName.GetValueOrDefault(task.JobName)).Status;
        }

        var reported = tasks.Count(status => status is ExpectedTaskStatus.Reported);
        var noGroups = tasks.Count(status => status is ExpectedTaskStatus.NoGroups);
        var pending = tasks.Length - reported - noGroups;
        return new Completion(tasks, reported, noGroups, pending, expected.IsFinal && tasks.Length > 0 && pending == 0);
    }

    private static void Raise(Dictionary<string, Highest> highest, string key, KnownRun run)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(highest, key, out var exists);
        var next = new Highest(run.RunId, ExpectedTaskStatuses.Of(run));
        if (!exists || (next.RunId, next.Status).CompareTo((known.RunId, known.Status)) > 0) known = next;
    }

    private readonly record struct Highest(int RunId, ExpectedTaskStatus Status);
}

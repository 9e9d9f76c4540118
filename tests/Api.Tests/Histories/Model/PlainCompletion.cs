namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>How much of what is expected of a push has ended.</summary>
internal sealed record PlainCompletion(int Expected, int Reported, int Pending, int NoGroups, bool Complete)
{
    /// <returns>Null where nothing is expected.</returns>
    internal static PlainCompletion? Of(PlainPush push)
    {
        if (push.Expected is not { Count: > 0 } expected) return null;
        var reported = expected.Count(task => HasEnded(push, task) && HighestRuns(push, task).Any(run => run.Groups.Any()));
        var pending = expected.Count(task => !HasEnded(push, task));
        return new PlainCompletion(expected.Count, reported, pending, expected.Count - reported - pending, push.IsFinal && pending == 0);
    }

    /// <summary>
    /// An expected task without any run has not ended. Where several tasks have the job name and as high a run, one that has ended is enough.
    /// </summary>
    internal static bool HasEnded(PlainPush push, ExpectedTask task) => HighestRuns(push, task).Any(run => run.IsDone);

    /// <summary>By task id; without one, of all runs with the job name.</summary>
    internal static List<PlainRun> HighestRuns(PlainPush push, ExpectedTask task)
    {
        var runs = push.Runs.Values.Where(run => task.TaskId is null ? run.JobName == task.JobName : run.TaskId == task.TaskId).ToList();
        return runs.Where(run => run.RunId == runs.Max(other => other.RunId)).ToList();
    }
}

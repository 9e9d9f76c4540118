using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.Demo;

/// <summary>What the demo tells of a push beside its reports.</summary>
internal sealed record DemoFacts(
    RecordPushInput Pushed, IReadOnlyList<TaskStateInput> States, ExpectedTasksInput Expected, IReadOnlyList<ClassifyFailuresInput> Classifications)
{
    /// <summary>Expected of the newest push of a repository and not reported yet, as a part of its tasks.</summary>
    private const double WaitingPart = 0.03;

    private const int FewestWaiting = 3;

    /// <summary>A task with so many failures is blamed on its worker.</summary>
    private const int FailuresOfABrokenWorker = 5;

    private static readonly TaskRunState[] WaitingStates = [TaskRunState.Pending, TaskRunState.Running, TaskRunState.Unscheduled];

    private static readonly string[] Authors =
        ["ada@example.org", "barbara@example.org", "edsger@example.org", "frances@example.org", "grace@example.org", "niklaus@example.org"];

    internal int Count => 2 + States.Count + Classifications.Count;

    /// <summary>
    /// The facts of each push. Lower numbers are newer. A push of <c>try</c> has no parent. Of the newest push of a repository some tasks are
    /// still to run; all others are complete, so that they are stable as soon as this is told.
    /// </summary>
    internal static IReadOnlyList<DemoFacts> Of(int seed, IReadOnlyList<DemoPush> pushes)
    {
        var facts = new DemoFacts[pushes.Count];
        for (var number = 0; number < facts.Length; number++)
        {
            var repository = pushes[number].Key.Repository;
            facts[number] = Of(
                new DemoRandom(seed, number, facts.Length),
                pushes[number],
                position: facts.Length - number,
                newer: pushes.Take(number).LastOrDefault(push => push.Key.Repository == repository)?.Key,
                parent: repository == "try" ? null : pushes.Skip(number + 1).FirstOrDefault(push => push.Key.Repository == repository)?.Key);
        }

        return facts;
    }

    /// <param name="newer">The next push of the repository; null for the newest.</param>
    private static DemoFacts Of(DemoRandom random, DemoPush push, long position, PushKey? newer, PushKey? parent)
    {
        var (repository, revision) = push.Key;
        var waiting = push.Waiting.Take(newer is null ? Math.Max(FewestWaiting, (int)(push.Reports.Count * WaitingPart)) : 1)
            .Select(job => (Job: job, TaskId: DemoPushes.TaskId(random)))
            .ToList();
        return new DemoFacts(
            new RecordPushInput(repository, revision, new RecordedPush(parent?.Revision, position, PushedAt: null, random.Pick(Authors))),
            [
                .. push.Reports.Where(HasFailed).Select(report => StateOf(report.TaskId, report.RunId, report.JobName, TaskRunState.Failed)),
                .. waiting.Select((each, i) => StateOf(
                    each.TaskId, 0, each.Job.Name, newer is null ? WaitingStates[i % WaitingStates.Length] : TaskRunState.Exception)),
            ],
            new ExpectedTasksInput(
                repository,
                revision,
                [
                    .. push.Reports.Where(report => report.RunId == 0)
                        .Select(report => new ExpectedTask(report.JobName!, report.TaskId, [.. report.Results.Select(result => result.Group)])),
                    .. waiting.Select(each => new ExpectedTask(each.Job.Name, each.TaskId, each.Job.Groups)),
                ],
                IsFinal: newer is not null),
            [.. newer is { } fix ? Classify(push, fix.Revision, position) : []]);

        TaskStateInput StateOf(string taskId, int runId, string? jobName, TaskRunState state) => new(repository, revision, taskId, runId, jobName, state);
    }

    /// <summary>Classifies the group that fails most often, the next one, and a task with many failures.</summary>
    private static IEnumerable<ClassifyFailuresInput> Classify(DemoPush push, string fixedBy, long position)
    {
        var groups = push.Reports
            .SelectMany(report => report.Results.Where(result => result.Status is GroupStatus.Error).Select(result => result.Group))
            .CountBy(group => group, StringComparer.Ordinal)
            .OrderByDescending(group => group.Value)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)
            .ToList();
        if (groups is [var most, ..]) yield return Of(ClassificationKind.Intermittent, [most], null) with { Bug = 1_900_000 + position };
        if (groups is [_, var next, ..]) yield return Of(ClassificationKind.FixedBy, [next], null) with { FixedBy = fixedBy };
        var broken = push.Reports.FirstOrDefault(report => report.Results.Count(result => result.Status is GroupStatus.Error) >= FailuresOfABrokenWorker);
        if (broken is not null) yield return Of(ClassificationKind.Infra, null, [broken.TaskId]) with { Note = "The worker ran out of disk." };

        ClassifyFailuresInput Of(ClassificationKind kind, string[]? ofGroups, string[]? taskIds) =>
            new(push.Key.Repository, push.Key.Revision, kind, ofGroups, taskIds, FixedBy: null, Bug: null, Note: null);
    }

    private static bool HasFailed(ReportInput report) => report.Results.Any(result => result.Status is GroupStatus.Error);
}

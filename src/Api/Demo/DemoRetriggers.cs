using GroupResults.Application.Ingestion;
using GroupResults.Domain.Results;

namespace GroupResults.Api.Demo;

/// <summary>
/// Adds the tasks that sheriffs and bots start when something fails. A retrigger is another task of the same job; without one, no group would
/// be intermittent. A confirmation has a job name that ends in <c>-cf</c>, and runs only what failed. They are drawn apart from the pushes,
/// which stay as they were.
/// </summary>
internal static class DemoRetriggers
{
    /// <summary>Of all pushes: groups that fail and pass in tasks of the same job.</summary>
    private const int FlakyGroups = 6;

    private const double FlakyRate = 0.6;
    private const double RetriggerRate = 0.2;
    private const double ConfirmationRate = 0.2;

    /// <summary>A group that fails in so many tasks of a push is broken by it, and fails again.</summary>
    private const int TasksOfABrokenGroup = 3;

    /// <param name="pushes">The first runs most of the groups.</param>
    internal static IReadOnlyList<DemoPush> AddTo(IReadOnlyList<DemoPush> pushes, int seed)
    {
        var groups = pushes[0].Reports.SelectMany(report => report.Results).Select(result => result.Group).Distinct(StringComparer.Ordinal);
        var flaky = new DemoRandom(seed, -2).Shuffled(groups.Order(StringComparer.Ordinal))[..FlakyGroups].ToHashSet(StringComparer.Ordinal);
        return [.. pushes.Select((push, number) => AddTo(push, flaky, new DemoRandom(seed, -3, number)))];
    }

    private static DemoPush AddTo(DemoPush push, HashSet<string> flaky, DemoRandom random)
    {
        var broken = push.Reports.SelectMany(report => report.Results.Where(IsError).Select(result => result.Group))
            .CountBy(group => group, StringComparer.Ordinal)
            .Where(group => group.Value >= TasksOfABrokenGroup)
            .Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        List<ReportInput> added = [];
        foreach (var task in push.Reports.Where(report => report.RunId == 0))
        {
            if (task.Results.Any(result => result.Status is GroupStatus.Ok && flaky.Contains(result.Group)) && random.Chance(FlakyRate))
                added.Add(Again(task, task.JobName!, task.Results, flaky.Contains));
            if (!task.Results.Any(IsError)) continue;
            if (random.Chance(RetriggerRate)) added.Add(Again(task, task.JobName!, task.Results, broken.Contains));
            if (random.Chance(ConfirmationRate)) added.Add(Again(task, $"{task.JobName}-cf", task.Results.Where(IsError), broken.Contains));
        }

        return new DemoPush(push.Key, [.. push.Reports, .. added]) { Waiting = push.Waiting };

        ReportInput Again(ReportInput task, string jobName, IEnumerable<GroupResult> results, Func<string, bool> fails) => task with
        {
            TaskId = DemoPushes.TaskId(random),
            JobName = jobName,
            Results = [.. results.Select(result => result.Status is GroupStatus.Skip ? result : result with { Status = fails(result.Group) ? GroupStatus.Error : GroupStatus.Ok })],
        };
    }

    private static bool IsError(GroupResult result) => result.Status is GroupStatus.Error;
}

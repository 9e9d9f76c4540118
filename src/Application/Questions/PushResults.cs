using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>What a push says of its groups: of those with a result, and of those that are expected.</summary>
internal sealed class PushResults
{
    private readonly Lazy<ILookup<int, TaskRunView>> _runs;

    internal PushResults(PushSnapshot push)
    {
        Push = push;
        Completion = push.FindCompletion();
        PendingConfigurations = PendingRuns.ConfigurationsOf(push);
        PendingConfigurations.UnionWith(PendingExpectedTasks().Select(task => Configurations.Of(task.JobName, told: null)));
        var labels = new Labels();
        ByGroup = TaskResults.Of(push, labels, groups: null);
        Groups = SummariesOf(labels);
        _runs = new(() => TaskRunView.Reported(push)
            .SelectMany(GroupsOf, static (run, groupId) => (groupId, run))
            .ToLookup(entry => entry.groupId, entry => entry.run));
    }

    internal PushSnapshot Push { get; }

    /// <summary>Null if nothing was expected.</summary>
    internal Completion? Completion { get; }

    /// <summary>The configurations of task runs and of expected tasks that have not ended.</summary>
    internal HashSet<string?> PendingConfigurations { get; }

    internal ResultsByGroup ByGroup { get; }

    /// <summary>By name.</summary>
    internal IReadOnlyDictionary<string, GroupOfPush> Groups { get; }

    /// <summary>The task runs that name the group, in the order of their first report.</summary>
    internal IEnumerable<TaskRunView> RunsOf(GroupOfPush group) => group.GroupId is { } id ? _runs.Value[id] : [];

    private static List<int> GroupsOf(TaskRunView run)
    {
        List<int> groups = [];
        foreach (var result in PackedResults.Read(run.Packed.Span)) groups.Add(result.GroupId);
        return groups;
    }

    private Dictionary<string, GroupOfPush> SummariesOf(Labels labels)
    {
        var (expected, pending) = ExpectedGroups();
        var isFinal = Push.Facts.Expected?.IsFinal is true;
        var verdicts = new GroupVerdicts(labels);
        var groups = new Dictionary<string, GroupOfPush>(StringComparer.Ordinal);
        foreach (var id in ByGroup.GroupIds)
        {
            var name = Push.Groups[id].Name;
            groups.Add(name, new GroupOfPush(id, name, verdicts.Of(ByGroup[id], pending.Contains(name), isFinal)));
        }

        foreach (var name in expected)
        {
            if (!groups.ContainsKey(name)) groups.Add(name, new GroupOfPush(null, name, verdicts.Of([], pending.Contains(name), isFinal)));
        }

        return groups;
    }

    private IEnumerable<ExpectedTask> PendingExpectedTasks() =>
        Push.Facts.Expected?.Tasks.Where((_, index) => !Completion!.Tasks[index].HasEnded()) ?? [];

    /// <summary>The groups that tasks are expected to run, and those of which a task has not ended.</summary>
    private (HashSet<string> Expected, HashSet<string> Pending) ExpectedGroups()
    {
        HashSet<string> expected = new(StringComparer.Ordinal), pending = new(StringComparer.Ordinal);
        if (Push.Facts.Expected is not { } tasks) return (expected, pending);
        for (var i = 0; i < tasks.Tasks.Count; i++)
        {
            if (tasks.Tasks[i].Groups is not { } groups) continue;
            expected.UnionWith(groups);
            if (!Completion!.Tasks[i].HasEnded()) pending.UnionWith(groups);
        }

        return (expected, pending);
    }
}

/// <summary>A group on a push.</summary>
/// <param name="GroupId">Null if no task run names it.</param>
public sealed record GroupOfPush(int? GroupId, string Name, GroupSummary Summary)
{
    public bool IsFailure => Summary.Verdict is Verdict.Fail or Verdict.Intermittent;
}

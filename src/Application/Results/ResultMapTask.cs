using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>A task and its runs; few tasks have more than one.</summary>
internal sealed class ResultMapTask(StoredTaskRun first)
{
    private List<StoredTaskRun>? _all;
    private SortedDictionary<int, GroupStatus>? _latest;

    internal string TaskId => First.Key.TaskId;

    internal StoredTaskRun First { get; } = first;

    /// <summary>The length of all written groups; 0 if none are written.</summary>
    internal int GroupsLength { get; set; }

    /// <summary>The status by group id, from the highest run that ran the group. Null if there is only one run.</summary>
    internal SortedDictionary<int, GroupStatus>? Latest => _all is null ? null : _latest ??= LatestOf(_all);

    internal void Add(StoredTaskRun run) => (_all ??= [First]).Add(run);

    private static SortedDictionary<int, GroupStatus> LatestOf(List<StoredTaskRun> runs)
    {
        var latest = new SortedDictionary<int, GroupStatus>();
        foreach (var run in runs.OrderBy(run => run.Key.RunId))
        {
            foreach (var result in PackedResults.Read(run.Packed.Span))
            {
                if (result.Status.IsInResultMap()) latest[result.GroupId] = result.Status;
            }
        }

        return latest;
    }
}

using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>A task and its runs; few tasks have more than one.</summary>
internal sealed class ResultMapTask(StoredTaskRun first)
{
    private List<StoredTaskRun>? _all;
    private MergedResult[]? _merged;

    internal string TaskId => First.Key.TaskId;

    internal StoredTaskRun First { get; } = first;

    /// <summary>The length of all written groups; 0 if none are written.</summary>
    internal int GroupsLength { get; set; }

    /// <summary>Sorted by group id. Null if there is only one run.</summary>
    internal MergedResult[]? Merged => _all is null ? null : _merged ??= MergedOf(_all);

    internal void Add(StoredTaskRun run) => (_all ??= [First]).Add(run);

    private static MergedResult[] MergedOf(List<StoredTaskRun> runs) =>
        MergedResults.Of([.. runs.OrderBy(run => run.Key.RunId).Select(run => run.Packed)]);
}

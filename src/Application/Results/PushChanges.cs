using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Results;

/// <summary>
/// What changed in a push since a reader's cursor. Invariant: who replaces the task runs named here in what it has, or
/// the entries of the tasks named in <see cref="ResultMap"/>, has what <see cref="Snapshot"/> has.
/// </summary>
/// <param name="IsReset">The cursor was none of this push's history: everything is here, and nothing else is left.</param>
/// <param name="TaskRuns">Whole task runs, in the order of their first report.</param>
public sealed record PushChanges(PushSnapshot Snapshot, bool IsReset, IReadOnlyList<StoredTaskRun> TaskRuns)
{
    /// <param name="cursor">Null: everything.</param>
    public static PushChanges Since(PushSnapshot snapshot, PushCursor? cursor)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return cursor is { } known && known.LeadsTo(snapshot.Head, snapshot.History)
            ? new PushChanges(snapshot, IsReset: false, [.. snapshot.TaskRuns.Where(run => run.Version > known.Version)])
            : new PushChanges(snapshot, IsReset: true, snapshot.TaskRuns);
    }

    /// <summary>Over the whole push.</summary>
    public ResultCounts Counts() => ResultCounts.Of(Snapshot);

    /// <summary>
    /// The result map's entries of all tasks with a changed run, whole, since several runs share an entry. A task with
    /// nothing left has an empty one, but for a reset, which is the whole result map.
    /// </summary>
    public ReadOnlyMemory<byte> ResultMap()
    {
        if (IsReset) return ResultMapWriter.Write(Snapshot);
        var tasks = TaskRuns.Select(run => run.Key.TaskId).ToHashSet(StringComparer.Ordinal);
        var runs = Snapshot.TaskRuns.Where(run => tasks.Contains(run.Key.TaskId));
        return ResultMapWriter.Write(Snapshot with { TaskRuns = [.. runs] }, keepsEmpty: true);
    }
}

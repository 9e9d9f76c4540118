using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Results;

/// <summary>
/// The changes of a push since a reader's cursor. Invariant: a reader that replaces its task runs with those in
/// <see cref="TaskRuns"/>, its states with those in <see cref="TaskStates"/>, or its entries with those in <see cref="ResultMap"/>, has
/// the state of <see cref="Snapshot"/>.
/// </summary>
/// <param name="IsReset">
/// The cursor is not part of this push's history. Everything is included, and the reader must discard what it has.
/// </param>
/// <param name="TaskRuns">The task runs whose report changed, with all results, in the order of their first report.</param>
/// <param name="TaskStates">The task runs whose report or state changed, also those without a report, in the order in which they became known.</param>
public sealed record PushChanges(
    PushSnapshot Snapshot, bool IsReset, IReadOnlyList<TaskRunView> TaskRuns, IReadOnlyList<TaskRunView> TaskStates)
{
    /// <param name="cursor">Null returns everything.</param>
    public static PushChanges Since(PushSnapshot snapshot, PushCursor? cursor)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return cursor is { } known && known.LeadsTo(snapshot.Head, snapshot.History)
            ? new PushChanges(
                snapshot,
                IsReset: false,
                [.. TaskRunView.Reported(snapshot).Where(run => run.Report!.Version > known.Version)],
                [.. TaskRunView.All(snapshot).Where(run => run.Version > known.Version)])
            : new PushChanges(snapshot, IsReset: true, [.. TaskRunView.Reported(snapshot)], [.. TaskRunView.All(snapshot)]);
    }

    /// <summary>Counts the whole push.</summary>
    public ResultCounts Counts() => ResultCounts.Of(Snapshot);

    /// <summary>
    /// The complete result map entries of all tasks with a changed run; runs of a task share an entry. A task without
    /// remaining groups has an empty entry, except in a reset, which is the whole result map.
    /// </summary>
    public ReadOnlyMemory<byte> ResultMap()
    {
        if (IsReset) return ResultMapWriter.Write(Snapshot);
        var tasks = TaskRuns.Select(run => run.Key.TaskId).ToHashSet(StringComparer.Ordinal);
        var runs = Snapshot.TaskRuns.Where(run => tasks.Contains(run.Key.TaskId));
        return ResultMapWriter.Write(Snapshot with { TaskRuns = [.. runs] }, keepsEmpty: true);
    }
}

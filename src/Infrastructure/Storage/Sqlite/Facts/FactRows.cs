using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>The rows of a push's facts, with ids in place of names.</summary>
/// <param name="States">In the order in which the runs were first told of.</param>
/// <param name="Tasks">Null if nothing is expected.</param>
internal sealed record FactRows(
    IReadOnlyList<TaskStateRow> States, IReadOnlyList<PackedTask>? Tasks, bool IsFinal, IReadOnlyList<ClassificationRow> Classifications)
{
    internal static FactRows Nothing { get; } = new([], null, false, []);

    internal IEnumerable<int?> GroupIds =>
        (Tasks ?? []).SelectMany(task => task.GroupIds ?? []).Select(id => (int?)id).Concat(Classifications.Select(row => row.GroupId));

    internal IEnumerable<int?> JobNameIds => (Tasks ?? []).Select(task => (int?)task.JobNameId).Concat(States.Select(row => row.JobNameId));

    internal IEnumerable<int?> PropertiesIds => States.Select(row => row.PropertiesId);

    internal PushFacts Resolve(IGroupNames groups, JobNameSet jobNames, RunPropertiesSet properties) => new(
        [.. States.Select(row => new StoredState(
            new TaskRunKey(row.TaskId, row.RunId),
            row.JobNameId is { } jobNameId ? jobNames[jobNameId] : null,
            row.PropertiesId is { } propertiesId ? properties[propertiesId] : null,
            (TaskRunState)row.State,
            row.FirstVersion,
            row.Version))],
        Tasks is null ? null : new ExpectedTasks(
            [.. Tasks.Select(task => new ExpectedTask(
                jobNames[task.JobNameId], task.TaskId, task.GroupIds is null ? null : [.. task.GroupIds.Select(id => groups[id].Name)]))],
            IsFinal),
        [.. Classifications.Select(row => new Classification(
            (ClassificationKind)row.Kind,
            row.GroupId is { } groupId ? groups[groupId].Name : null,
            row.TaskId,
            row.FixedBy,
            row.Bug,
            row.Note,
            new DateTimeOffset(row.At, TimeSpan.Zero),
            row.By))]);
}

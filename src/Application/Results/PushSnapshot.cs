using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Results;

/// <summary>Everything stored for one push, from one consistent read. The task runs have the version of <see cref="Head"/>.</summary>
/// <param name="TaskRuns">The task runs, in the order of their first report.</param>
/// <param name="Groups">The names of all groups in the task runs' results.</param>
/// <param name="History">The database's history up to the moment of the read.</param>
public sealed record PushSnapshot(PushHead Head, IReadOnlyList<StoredTaskRun> TaskRuns, IGroupNames Groups, ChangeHistory History)
{
    /// <summary>False if only a <see cref="TaskRunRange"/> of the task runs was read.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Of the same read.</summary>
    public PushFacts Facts { get; init; } = PushFacts.Nothing;

    /// <summary>Adds the facts, and to each task run what only its state says.</summary>
    public PushSnapshot With(PushFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.States.Count == 0) return this with { Facts = facts };
        var states = facts.States.ToDictionary(state => state.Key);
        return this with
        {
            TaskRuns = [.. TaskRuns.Select(run => states.TryGetValue(run.Key, out var told) ? run.With(told) : run)],
            Facts = facts,
        };
    }

    /// <summary>How much of what is expected has ended. Null if nothing is expected.</summary>
    public Completion? FindCompletion() => Facts.Expected is { Tasks.Count: > 0 } expected
        ? Completion.Of(expected, [.. TaskRunView.All(this).Select(run => run.ToKnownRun())])
        : null;
}

/// <summary>A stored task run.</summary>
/// <param name="JobName">As reported, else as told by its state.</param>
/// <param name="FirstVersion">The push's version after its first report. It is unique in the push, so it orders and pages task runs.</param>
/// <param name="Version">The push's version after its last change.</param>
/// <param name="Packed">Its results; see <see cref="PackedResults"/>.</param>
public sealed record StoredTaskRun(TaskRunKey Key, string? JobName, long FirstVersion, long Version, ReadOnlyMemory<byte> Packed)
{
    /// <summary>As reported, and where the reports say nothing as told by its state; null if neither says anything.</summary>
    public RunProperties? Properties { get; init; }

    /// <summary>Null for reports that were stored before this was kept.</summary>
    public DateTimeOffset? FirstReportedAt { get; init; }

    internal StoredTaskRun With(StoredState told) => this with { JobName = JobName ?? told.JobName, Properties = Properties?.Or(told.Properties) ?? told.Properties };
}

/// <summary>Some task runs of a push, in the order of their first report.</summary>
/// <param name="After">They begin after the run with this <see cref="StoredTaskRun.FirstVersion"/>.</param>
public sealed record TaskRunRange(long After, int Limit);

/// <summary>Reads everything stored for a push.</summary>
public interface IPushSnapshots
{
    /// <returns>Null if there is no such push.</returns>
    Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken);

    /// <summary>The same without the facts beside the reports, which the result map and the counts do not need.</summary>
    Task<PushSnapshot?> ReadResultsAsync(PushKey push, CancellationToken cancellationToken) => ReadAsync(push, cancellationToken);

    /// <summary>The same with at least the task runs of a range.</summary>
    Task<PushSnapshot?> ReadRangeAsync(PushKey push, TaskRunRange range, CancellationToken cancellationToken) => ReadAsync(push, cancellationToken);
}

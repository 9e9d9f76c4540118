using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Results;

/// <summary>A task run that is known by its report, by a state that was told, or by both.</summary>
public sealed record TaskRunView
{
    private TaskRunView(StoredTaskRun? report, StoredState? told)
    {
        Report = report;
        Told = told;
    }

    /// <summary>Null if it is known by a state alone.</summary>
    public StoredTaskRun? Report { get; }

    /// <summary>Null if no state was told.</summary>
    public StoredState? Told { get; }

    public TaskRunKey Key => Report?.Key ?? Told!.Key;

    /// <summary>The report's; without one, the one that was told with a state.</summary>
    public string? JobName => Report is null ? Told!.JobName : Report.JobName;

    /// <summary>As reported, and what the report lacks as told with a state. Null if neither said anything.</summary>
    public RunProperties? Properties => Report is null ? Told!.Properties : Report.Properties;

    public TaskRunState State => TaskRunStates.Of(Told?.State, Report is not null)!.Value;

    public string? Configuration => Configurations.Of(JobName, Properties);

    /// <summary>Orders and pages the runs of a push: the push's version after its first report or, without one, its first state.</summary>
    public long FirstVersion => Report?.FirstVersion ?? Told!.FirstVersion;

    /// <summary>The push's version after the last change of its report or state.</summary>
    public long Version => Math.Max(Report?.Version ?? 0, Told?.Version ?? 0);

    /// <summary>Empty without a report.</summary>
    public ReadOnlyMemory<byte> Packed => Report?.Packed ?? default;

    internal KnownRun ToKnownRun() => new(
        Key.TaskId, Key.RunId, JobName, Told?.State, Report is null ? null : PackedResults.Count(Report.Packed.Span));

    /// <summary>The runs with a report, in the order of their first report.</summary>
    public static IEnumerable<TaskRunView> Reported(PushSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Facts.States.Count == 0) return snapshot.TaskRuns.Select(static report => new TaskRunView(report, told: null));
        var told = snapshot.Facts.States.ToDictionary(state => state.Key);
        return snapshot.TaskRuns.Select(report => new TaskRunView(report, told.GetValueOrDefault(report.Key)));
    }

    /// <summary>All runs, also those known by a state alone, in the order of <see cref="FirstVersion"/>.</summary>
    public static IEnumerable<TaskRunView> All(PushSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Facts.States.Count == 0) return Reported(snapshot);
        var reported = snapshot.TaskRuns.Select(report => report.Key).ToHashSet();
        var told = snapshot.Facts.States.Where(state => !reported.Contains(state.Key)).Select(static state => new TaskRunView(report: null, state));
        return Reported(snapshot).Concat(told).OrderBy(run => run.FirstVersion);
    }
}

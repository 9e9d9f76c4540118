using GroupResults.Domain.Classifications;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Results;

/// <summary>The facts of a push beside its reports, from the snapshot that holds them.</summary>
/// <param name="States">The told states of task runs, with or without a report, in the order in which the runs were first told of.</param>
/// <param name="Expected">Null if nothing was set.</param>
/// <param name="Classifications">The standing ones, in the order in which they were made.</param>
public sealed record PushFacts(IReadOnlyList<StoredState> States, ExpectedTasks? Expected, IReadOnlyList<Classification> Classifications)
{
    public static PushFacts Nothing { get; } = new([], null, []);
}

/// <summary>What was told of a task run beside its report.</summary>
/// <param name="JobName">As told; the report's wins.</param>
/// <param name="Properties">As told; the report's win.</param>
/// <param name="State">See <see cref="TaskRunStates.Of"/>: a report may have completed it since.</param>
/// <param name="FirstVersion">The push's version after the run's first state. Unique in the push among the states and the reports of other runs.</param>
/// <param name="Version">The push's version after its last change.</param>
public sealed record StoredState(TaskRunKey Key, string? JobName, RunProperties? Properties, TaskRunState State, long FirstVersion, long Version);

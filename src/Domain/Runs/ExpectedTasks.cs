namespace GroupResults.Domain.Runs;

/// <summary>What a push is expected to run.</summary>
/// <param name="IsFinal">False while tasks may still be added.</param>
public sealed record ExpectedTasks(IReadOnlyList<ExpectedTask> Tasks, bool IsFinal);

/// <summary>A task that is expected to run. It is known by its id or, without one, by its job name.</summary>
/// <param name="Groups">The groups that it is expected to run; null if that is not known.</param>
public sealed record ExpectedTask(string JobName, string? TaskId, IReadOnlyList<string>? Groups);

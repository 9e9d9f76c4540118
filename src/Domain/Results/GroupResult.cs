namespace GroupResults.Domain.Results;

/// <summary>The result of one group in one task run.</summary>
/// <param name="Group">The test manifest's name; see <see cref="GroupNames"/>.</param>
/// <param name="DurationMs">Milliseconds, 0 to <see cref="Durations.MaxMs"/>.</param>
public readonly record struct GroupResult(string Group, GroupStatus Status, int DurationMs);

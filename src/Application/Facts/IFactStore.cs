using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Facts;

/// <summary>
/// Stores facts of pushes beside their reports. Each call is one transaction, shared with others as reports are; it returns after its
/// commit. A fact that changes anything raises the push's version by 1; the same fact twice changes nothing. A push that is not stored is
/// created.
/// </summary>
public interface IFactStore
{
    /// <summary>Moves no activity. Omitted fields keep what was known.</summary>
    /// <exception cref="InvalidInputException">The position belongs to another push of the repository. Nothing was stored.</exception>
    Task<RecordedFact> RecordPushAsync(PushKey push, RecordedPush recorded, CancellationToken cancellationToken);

    /// <summary>Stores all states or none. A state that its run does not take (<see cref="TaskRunStates.Takes"/>) changes nothing but the fields that were not known.</summary>
    /// <returns>One outcome per state, in the same order.</returns>
    Task<IReadOnlyList<RecordedFact>> RecordStatesAsync(IReadOnlyList<ToldState> states, CancellationToken cancellationToken);

    /// <summary>Replaces what was expected before.</summary>
    Task<RecordedFact> SetExpectedAsync(PushKey push, ExpectedTasks expected, CancellationToken cancellationToken);

    /// <summary>Moves no activity. A later classification of the same group or task replaces an earlier one; <see cref="ClassificationKind.None"/> removes it.</summary>
    /// <param name="classifications">One per group or task. Their <see cref="Classification.At"/> does not make them differ from a stored one.</param>
    Task<RecordedFact> ClassifyAsync(PushKey push, IReadOnlyList<Classification> classifications, CancellationToken cancellationToken);
}

/// <param name="Head">The push after this fact.</param>
/// <param name="Changed">False if the same was known before.</param>
public sealed record RecordedFact(PushHead Head, bool Changed);

/// <summary>The state of a task run, as a client tells it.</summary>
/// <param name="JobName">Null keeps what was known; a report's job name wins.</param>
/// <param name="Properties">What they lack keeps what was known.</param>
public sealed record ToldState(PushKey Push, TaskRunKey TaskRun, string? JobName, RunProperties Properties, TaskRunState State);

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Rollups;

/// <summary>
/// Keeps the roll-ups of pushes. They are made when a push is stable. Invariant: a push's roll-ups count only while they are those of its
/// present results; until they are made anew, its task runs are read. So whether and when they are made changes no answer.
/// </summary>
public interface IRollups
{
    /// <summary>Pushes that lack roll-ups, newest activity first.</summary>
    /// <param name="activeSince">Pushes with a later activity are not stable unless they are complete.</param>
    Task<IReadOnlyList<LackingPush>> FindLackingAsync(DateTimeOffset activeSince, int limit, CancellationToken cancellationToken);

    /// <summary>Stores roll-ups. Changes no version and no stamp.</summary>
    /// <returns>False if the push has changed since, or if another process was faster; then nothing counts that was not there before.</returns>
    Task<bool> StoreAsync(PushRollup rollup, CancellationToken cancellationToken);
}

/// <summary>A push that lacks roll-ups, at its present version.</summary>
public readonly record struct LackingPush(PushKey Push, long Version);

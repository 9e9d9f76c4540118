using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Warming;

/// <summary>
/// The pending warm-ups, one row per push in the database. A restart loses none, and instances share them. A new report
/// reschedules its push's row in its own transaction, which ends any claim on it.
/// </summary>
public interface IWarmUpQueue
{
    /// <summary>Claims the warm-up that has been due longest and has no live lease, or returns null if there is none.</summary>
    Task<WarmUpClaim?> ClaimNextAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Removes a finished or abandoned warm-up. Does nothing if the claim has ended.</summary>
    Task RemoveAsync(WarmUpClaim claim, CancellationToken cancellationToken);

    /// <summary>Reschedules a warm-up. Does nothing if the claim has ended.</summary>
    Task RescheduleAsync(WarmUpClaim claim, int attempts, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Counts the warm-ups that are due.</summary>
    Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Attempts">The number of failed attempts.</param>
/// <param name="Token">Identifies this claim among all claims on the same push.</param>
public sealed record WarmUpClaim(long PushId, PushKey Push, int Attempts, long Token);

using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Warming;

/// <summary>
/// The warm-ups that are still to do, one row a push, in the database: a restart loses none, and instances share them.
/// A new report moves its push's row in its own transaction and ends any claim on it.
/// </summary>
public interface IWarmUpQueue
{
    /// <summary>Claims the warm-up that has been due the longest and that no live lease holds; null where there is none.</summary>
    Task<WarmUpClaim?> ClaimNextAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Done, or given up. Changes nothing where the claim has ended.</summary>
    Task RemoveAsync(WarmUpClaim claim, CancellationToken cancellationToken);

    /// <summary>Puts it back for later. Changes nothing where the claim has ended.</summary>
    Task RescheduleAsync(WarmUpClaim claim, int attempts, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>How many are due and not done.</summary>
    Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Attempts">How often it has failed.</param>
/// <param name="Token">Tells this claim from every other on the same push.</param>
public sealed record WarmUpClaim(long PushId, PushKey Push, int Attempts, long Token);

using GroupResults.Application.Ingestion;
using GroupResults.Application.Results;
using GroupResults.Domain.Stability;
using MediatR;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Rollups;

/// <summary>
/// Makes the roll-ups of some stable pushes that lack them, newest activity first, and returns how many it made. A database without any is
/// filled by and by, and reports are never held up for long.
/// </summary>
public sealed record RollUpStablePushes : IRequest<int>
{
    /// <summary>Some 30 ms of work each for the largest pushes.</summary>
    public const int MaxPushes = 8;
}

internal sealed class RollUpStablePushesHandler(
    IRollups rollups,
    IPushSnapshots snapshots,
    IReportStore reports,
    StabilityPolicy policy,
    TimeProvider time,
    ILogger<RollUpStablePushesHandler> log) : IRequestHandler<RollUpStablePushes, int>
{
    /// <summary>
    /// Pushes whose roll-ups could not be made, at these versions. Without it they would be tried again at each tick, in the place of others.
    /// Forgotten at a restart.
    /// </summary>
    private readonly HashSet<LackingPush> _failed = [];

    public async Task<int> Handle(RollUpStablePushes request, CancellationToken cancellationToken)
    {
        var activeSince = policy.ActiveSince(time.GetUtcNow());
        var lacking = await rollups.FindLackingAsync(activeSince, RollUpStablePushes.MaxPushes + _failed.Count, cancellationToken);
        var made = 0;
        foreach (var push in lacking.Where(push => !_failed.Contains(push)).Take(RollUpStablePushes.MaxPushes))
        {
            if (await RollUpAsync(push, cancellationToken)) made++;
            if (reports.Waiting > 0) break; // They go first; at least one push is done at each tick.
        }

        return made;
    }

    private async Task<bool> RollUpAsync(LackingPush push, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshots.ReadAsync(push.Push, cancellationToken) is { } snapshot
                && await rollups.StoreAsync(PushRollup.Of(snapshot), cancellationToken);
        }
        catch (RequestRefusedException)
        {
            return false; // The storage is unavailable and has logged why.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.RollUpFailed(push.Push, exception);
            _failed.Add(push);
            return false;
        }
    }
}

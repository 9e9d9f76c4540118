using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using Microsoft.Extensions.Logging;
using VersionedCache;

namespace GroupResults.Application.Warming;

/// <summary>
/// Runs all due warm-ups in turn and returns how many ended. First resets activities in the future, because such pushes
/// would not fall due.
/// </summary>
public sealed record RunDueWarmUps : IRequest<int>
{
    /// <summary>
    /// The duration of a claim. If a worker is killed, its claim expires. With polls every 5 s, another worker takes over
    /// within 13 s of the due time, which leaves 2 s of the promised 15. If a computation takes longer, a second worker may
    /// repeat it and gets the same bytes.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    /// <summary>The delays after each failure; after the last one, the warm-up is abandoned.</summary>
    public static readonly IReadOnlyList<TimeSpan> RetryDelays =
        [TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(240)];
}

internal sealed class RunDueWarmUpsHandler(
    IWarmUpQueue queue,
    IPushHeads heads,
    IReportStore reports,
    IMediator mediator,
    StabilityPolicy policy,
    TimeProvider time,
    ServiceMetrics metrics,
    ILogger<RunDueWarmUpsHandler> log) : IRequestHandler<RunDueWarmUps, int>
{
    public async Task<int> Handle(RunDueWarmUps request, CancellationToken cancellationToken)
    {
        await ResetFutureActivitiesAsync(cancellationToken);
        var ended = 0;
        while (await queue.ClaimNextAsync(time.GetUtcNow(), RunDueWarmUps.Lease, cancellationToken) is { } claim)
        {
            metrics.WarmUpEnded(await WarmAsync(claim, cancellationToken));
            ended++;
        }

        return ended;
    }

    private async Task ResetFutureActivitiesAsync(CancellationToken cancellationToken)
    {
        var reset = await reports.ResetFutureActivitiesAsync(cancellationToken);
        if (reset > 0) log.FutureActivitiesReset(reset);
    }

    private async Task<WarmUpOutcome> WarmAsync(WarmUpClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            var head = await heads.FindAsync(claim.Push, cancellationToken);
            if (head is null)
            {
                await queue.RemoveAsync(claim, cancellationToken);
                return WarmUpOutcome.Skipped;
            }

            if (policy.At(head, time.GetUtcNow()) is PushStability.Stable
                && await mediator.Send(WarmUpOf(head), cancellationToken) is not null)
            {
                await queue.RemoveAsync(claim, cancellationToken);
                log.WarmedUp(claim.Push, head.Version);
                return WarmUpOutcome.Succeeded;
            }

            // Active again. A report has already rescheduled the row; after a clock correction, this does.
            await queue.RescheduleAsync(claim, claim.Attempts, policy.WarmUpDueAt(head), cancellationToken);
            return WarmUpOutcome.Skipped;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(claim, exception, cancellationToken);
        }
    }

    /// <summary>In the form that most clients ask for.</summary>
    private static GetAnswer<ResultMapContent> WarmUpOf(PushHead head) =>
        new(head.Push, ResultMapContent.Instance, ContentCoding.Gzip) { Head = head, Purpose = AnswerPurpose.WarmUp };

    private async Task<WarmUpOutcome> FailAsync(WarmUpClaim claim, Exception exception, CancellationToken cancellationToken)
    {
        var attempts = claim.Attempts + 1;
        if (attempts > RunDueWarmUps.RetryDelays.Count)
        {
            log.WarmUpGivenUp(claim.Push, attempts, exception);
            await queue.RemoveAsync(claim, cancellationToken);
            return WarmUpOutcome.Failed;
        }

        var dueAt = time.GetUtcNow() + RunDueWarmUps.RetryDelays[attempts - 1];
        log.WarmUpRetried(claim.Push, attempts, dueAt, exception);
        await queue.RescheduleAsync(claim, attempts, dueAt, cancellationToken);
        return WarmUpOutcome.Retried;
    }
}

using GroupResults.Application.Caching;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Application.Warming;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Monitoring;

/// <summary>How the cache does: counters since this process's start, the rest as of now.</summary>
public sealed record GetCacheStatistics : IRequest<CacheStatistics>;

/// <param name="HitRate">Hits among all answers, 0 to 1; 0 before the first.</param>
public sealed record CacheStatistics(
    long Hits,
    long Misses,
    long Computations,
    double HitRate,
    int ActivePushes,
    int StablePushes,
    int WarmUpsDue,
    long WarmUpsSucceeded,
    long WarmUpsFailed,
    int Entries,
    long Bytes,
    long LimitBytes);

internal sealed class GetCacheStatisticsHandler(
    ServiceMetrics metrics, IMemoryLevel<PushVersion> cache, IPushList pushes, IWarmUpQueue warmUps, StabilityPolicy policy, TimeProvider time)
    : IRequestHandler<GetCacheStatistics, CacheStatistics>
{
    public async Task<CacheStatistics> Handle(GetCacheStatistics request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var totals = await pushes.CountAsync(policy.ActiveSince(now), cancellationToken);
        var due = await warmUps.CountDueAsync(now, cancellationToken);
        var size = cache.Size;
        var (hits, misses) = (metrics.Hits, metrics.Misses);
        return new CacheStatistics(
            hits,
            misses,
            metrics.Computations,
            hits + misses == 0 ? 0 : (double)hits / (hits + misses),
            totals.Active,
            totals.Stable,
            due,
            metrics.WarmUps(WarmUpOutcome.Succeeded),
            metrics.WarmUps(WarmUpOutcome.Failed),
            size.Entries,
            size.Bytes,
            size.LimitBytes);
    }
}

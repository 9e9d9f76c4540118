using System.Diagnostics.Metrics;
using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Application.Warming;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Monitoring;

/// <summary>The sizes of caches and storage, observed at each scrape.</summary>
public sealed class StorageGauges
{
    private readonly IMemoryLevel<PushVersion> _cache;
    private readonly IPushList _pushes;
    private readonly IReportStore _reports;
    private readonly IWarmUpQueue _warmUps;
    private readonly StabilityPolicy _policy;
    private readonly TimeProvider _time;

    public StorageGauges(
        IMeterFactory meters,
        IMemoryLevel<PushVersion> cache,
        IPushList pushes,
        IReportStore reports,
        IWarmUpQueue warmUps,
        StabilityPolicy policy,
        TimeProvider time)
    {
        (_cache, _pushes, _reports, _warmUps, _policy, _time) = (cache, pushes, reports, warmUps, policy, time);
        var meter = meters.Create(ServiceMetrics.MeterName);
        meter.CreateObservableGauge("groupresults.cache.entries", () => _cache.Size.Entries, description: "Entries in this instance's memory.");
        meter.CreateObservableGauge("groupresults.cache.bytes", () => _cache.Size.Bytes, description: "Bytes in this instance's memory.");
        meter.CreateObservableCounter("groupresults.cache.evictions", ObserveEvictions, description: "Entries evicted to free memory.");
        meter.CreateObservableGauge("groupresults.pushes", ObservePushes, description: "Pushes in storage.");
        meter.CreateObservableGauge("groupresults.reports.waiting", () => _reports.Waiting, description: "Reports queued for the writer.");
        meter.CreateObservableGauge("groupresults.warmups.due", ObserveDue, description: "Warm-ups that are due.");
    }

    private IEnumerable<Measurement<long>> ObserveEvictions()
    {
        var size = _cache.Size;
        return
        [
            new(size.ShortLivedEvictions, new KeyValuePair<string, object?>("ttl_class", "active")),
            new(size.LongLivedEvictions, new KeyValuePair<string, object?>("ttl_class", "stable")),
        ];
    }

    // The meter collects on its own thread and cannot await.
    private IEnumerable<Measurement<int>> ObservePushes()
    {
        var totals = _pushes.CountAsync(_policy.ActiveSince(_time.GetUtcNow()), CancellationToken.None).GetAwaiter().GetResult();
        return
        [
            new(totals.Active, new KeyValuePair<string, object?>("stability", "active")),
            new(totals.Stable, new KeyValuePair<string, object?>("stability", "stable")),
        ];
    }

    private int ObserveDue() => _warmUps.CountDueAsync(_time.GetUtcNow(), CancellationToken.None).GetAwaiter().GetResult();
}

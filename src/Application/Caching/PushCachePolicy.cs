using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>What the product adds to the cache: how long a push's answers are kept, and what goes after a change.</summary>
internal sealed class PushCachePolicy(VersionCache<PushVersion, PushKey> cache, StabilityPolicy stability, TimeProvider time) : IPushChangeListener
{
    internal PushStability StabilityOf(PushHead head, DateTimeOffset now) => stability.At(head, now);

    internal Lifetime LifetimeOf(PushHead head, DateTimeOffset now) =>
        new(stability.TimeToLive(head, now), IsLong: StabilityOf(head, now) is PushStability.Stable);

    /// <summary>Keeps a stable push's answer for the stable time to live. Bytes that are there already are not computed again.</summary>
    /// <param name="head">The head that the result is right for.</param>
    /// <returns>False if the push is active.</returns>
    internal async Task<bool> KeepWarmAsync(CacheResult<PushVersion> result, PushHead head, CancellationToken cancellationToken)
    {
        var lifetime = LifetimeOf(head, time.GetUtcNow());
        if (lifetime.IsLong) await cache.KeepWarmAsync(result, lifetime, cancellationToken);
        return lifetime.IsLong;
    }

    /// <summary>
    /// Makes room: earlier versions will not be asked for again. What depends on results alone goes only if those have changed.
    /// </summary>
    public void Changed(PushChange change)
    {
        var head = change.Head;
        PushVersion? previous = change.ResultsBefore is { Version: > 0 } before && before != head.Results
            ? PushVersion.OfResults(head with { EarlierResults = before })
            : null;
        cache.EvictBefore(new PushVersion(head), previous, CommonParts.All);
    }
}

/// <summary>The cache reads heads as the product's queries do.</summary>
internal sealed class CurrentPushVersions(IPushHeads heads) : ICurrentVersions<PushVersion>
{
    public async ValueTask<PushVersion?> FindAsync(PushVersion known, CancellationToken cancellationToken)
    {
        var head = known.Head.Repository is null
            ? await heads.FindAsync(known.Subject, cancellationToken)
            : await heads.FindInRepositoryAsync(known.Subject, cancellationToken);
        return head is null ? null : known.At(head);
    }
}

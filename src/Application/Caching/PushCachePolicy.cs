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
    /// <returns>False if the push is active.</returns>
    internal async Task<bool> KeepWarmAsync(CacheResult<PushVersion> result, CancellationToken cancellationToken)
    {
        var lifetime = LifetimeOf(result.Version.Head, time.GetUtcNow());
        if (lifetime.IsLong) await cache.KeepWarmAsync(result, lifetime, cancellationToken);
        return lifetime.IsLong;
    }

    /// <summary>Makes room: earlier versions will not be asked for again.</summary>
    public void Changed(PushChange change)
    {
        var (head, before) = change;
        PushVersion? previous = before.Version > 0 ? new PushVersion(head with { Version = before.Version, Stamp = before.Stamp }) : null;
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
        return head is null ? null : new PushVersion(head);
    }
}

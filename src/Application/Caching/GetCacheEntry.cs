using GroupResults.Domain.Pushes;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>What is cached of a push's result map at the head's version of results; null if nothing is.</summary>
public sealed record GetCacheEntry(PushHead Head) : IRequest<CacheEntryView?>;

/// <param name="Key">The key of the first form that is there: plain, gzip, br.</param>
/// <param name="SizeBytes">All forms together.</param>
/// <param name="Warmed">Whether a warm-up made it or kept it.</param>
public sealed record CacheEntryView(string Key, DateTimeOffset StoredAt, DateTimeOffset ExpiresAt, long SizeBytes, bool Warmed);

internal sealed class GetCacheEntryHandler(VersionCache<PushVersion, PushKey> cache) : IRequestHandler<GetCacheEntry, CacheEntryView?>
{
    public async Task<CacheEntryView?> Handle(GetCacheEntry request, CancellationToken cancellationToken)
    {
        var forms = await cache.PeekAsync(PushVersion.OfResults(request.Head), CommonParts.ResultMap, cancellationToken);
        if (forms is not [var first, ..]) return null;
        return new CacheEntryView(
            first.Key.ToString(), first.StoredAt, first.ExpiresAt, forms.Sum(form => (long)form.Bytes.Length), first.IsWarmed);
    }
}

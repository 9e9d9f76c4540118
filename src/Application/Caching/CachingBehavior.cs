using GroupResults.Application.Admission;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// The one way to an answer: reads the head, says that nothing changed, finds the bytes, or has them computed once for all that wait.
/// Hits, misses and computations are counted here.
/// </summary>
internal sealed class CachingBehavior<TContent>(
    IPushHeads heads,
    VersionCache<PushVersion, PushKey> cache,
    PushCachePolicy policy,
    IComputationLimiter limiter,
    TimeProvider time,
    ServiceMetrics metrics) : IPipelineBehavior<GetAnswer<TContent>, PushAnswer?>
    where TContent : IPushContent
{
    public async Task<PushAnswer?> Handle(
        GetAnswer<TContent> request, CancellationToken cancellationToken, RequestHandlerDelegate<PushAnswer?> next)
    {
        var head = await FindHeadAsync(request, cancellationToken);
        if (head is null) return null;

        var part = request.Content.PartFor(policy.StabilityOf(head, time.GetUtcNow()));
        var version = request.Content.VersionAt(head);
        if (request.IsKnown?.Invoke(new(version, part, request.Coding)) is true) return new PushAnswer(head, default) { IsNotModified = true };
        if (cache.Find(version, part, request.Coding) is { } entry && request.Purpose is not AnswerPurpose.WarmUp)
            return AnswerOf(head, entry, CacheOutcome.Hit, ending: null, request.Purpose);

        var result = await cache.GetAsync(version, MissOf(request, part, next), cancellationToken);
        if (result is null) return null;

        // The bytes of this version may have been made at an earlier head, before facts that they do not depend on.
        var answered = result.Version.Equals(version) ? head : result.Version.Head;
        if (request.Purpose is AnswerPurpose.WarmUp && !await policy.KeepWarmAsync(result, answered, cancellationToken)) return null;
        return AnswerOf(answered, result.Entry, result.Outcome, result.Ending, request.Purpose);
    }

    /// <summary>A head that was read for this request serves it, unless it lacks the stamp of the repository.</summary>
    private ValueTask<PushHead?> FindHeadAsync(GetAnswer<TContent> request, CancellationToken cancellationToken)
    {
        if (request.Content.ConsultsRepository && request.Head?.Repository is null) return heads.FindInRepositoryAsync(request.Push, cancellationToken);
        return request.Head is { } head ? new(head) : heads.FindAsync(request.Push, cancellationToken);
    }

    private CacheRequest<PushVersion> MissOf(
        GetAnswer<TContent> request, CachePart part, RequestHandlerDelegate<PushAnswer?> next)
    {
        return new CacheRequest<PushVersion>(
            part, request.Coding, ComputeAsync, request.Cost <= 0 ? null : EnterAsync);

        ValueTask<IDisposable?> EnterAsync(CancellationToken ended) => limiter.EnterAsync(request.Client, request.Cost, request.HeldBytes, ended);

        async Task<Computed<PushVersion>?> ComputeAsync()
        {
            var started = time.GetTimestamp();
            var computed = (await next())?.Computed;
            if (computed is not { ReadsStorage: false }) metrics.Computed(time.GetElapsedTime(started));
            if (computed is null) return null;
            var (head, bytes) = computed;
            var at = computed.At ?? time.GetUtcNow();
            return new Computed<PushVersion>(
                request.Content.VersionAt(head), request.Content.PartFor(policy.StabilityOf(head, at)), bytes, policy.LifetimeOf(head, at), at)
            {
                Outcome = computed.Outcome,
                Ending = computed.Ending,
            };
        }
    }

    private PushAnswer AnswerOf(PushHead head, CacheEntry<PushVersion> entry, CacheOutcome outcome, Ending? ending, AnswerPurpose purpose)
    {
        var now = time.GetUtcNow();
        var stability = policy.StabilityOf(head, now);
        if (purpose is AnswerPurpose.Answer) metrics.CacheAnswered(outcome, stability, now - head.FirstSeenAt);
        return new PushAnswer(head, entry.Bytes)
        {
            Key = entry.Key,
            Provenance = new AnswerProvenance(outcome, head.Version, entry.ExpiresAt, stability),
            Ending = ending,
        };
    }
}

using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Subscriptions;

/// <summary>
/// The payloads of subscriptions. One that several subscribers wait for is computed once: it is cached as a whole
/// response is, under the push's version and a hash of the operation and the place that it begins at.
/// </summary>
internal sealed class PushEvents(
    IMediator mediator,
    OperationExecuter executer,
    HeavyQueries heavy,
    IGraphQLTextSerializer serializer,
    StabilityPolicy policy,
    TimeProvider time,
    ILogger<PushEvents> log)
{
    /// <param name="head">The payload is of this version or a later one.</param>
    /// <param name="since">What its readers know already.</param>
    /// <returns>The response to the operation; null where the push is gone.</returns>
    /// <exception cref="ResponseNotKeptException">There are errors in it.</exception>
    internal async Task<PushAnswer?> GetAsync(PushFeed feed, PushHead head, PushCursor? since, CancellationToken cancellationToken)
    {
        var stability = policy.At(head.LastActivityAt, time.GetUtcNow());
        var hash = QueryHash.At(feed.Hash, since);

        return await mediator.Send(
            new GetResponse(
                head, hash, stability, ContentCoding.Identity, () => ComputeInTurnAsync(feed, new PushEvent(head.Push, since), hash, cancellationToken), IsCounted: false),
            cancellationToken);
    }

    /// <summary>What changed since a place is small, as a rule, and needs no turn; everything is not.</summary>
    private Task<ComputedAnswer?> ComputeInTurnAsync(PushFeed feed, PushEvent pushEvent, UInt128 hash, CancellationToken cancellationToken) =>
        pushEvent.Since is null
            ? heavy.ComputeAsync(feed.Request, () => ComputeAsync(feed, pushEvent, hash), cancellationToken)
            : ComputeAsync(feed, pushEvent, hash);

    private async Task<ComputedAnswer?> ComputeAsync(PushFeed feed, PushEvent pushEvent, UInt128 hash)
    {
        var started = time.GetTimestamp();
        var at = time.GetUtcNow();
        var result = await executer.ExecuteAsync(feed.Request, feed.Document, new CacheReport(at, Caller.Checked), pushEvent);
        if (pushEvent.IsGone) return null;
        if (result.Errors is { Count: > 0 })
        {
            ErrorTranslation.Translate(result, log);
            throw new ResponseNotKeptException(result, cache: null);
        }

        var head = pushEvent.Changes!.Snapshot.Head;
        using var stream = PooledStreams.Create();
        await serializer.WriteAsync(stream, result);
        return new ComputedAnswer(head, AnswerContent.Response(hash, policy.At(head.LastActivityAt, at)), stream.ToExactArray())
        {
            At = at,
            Started = started,
            Outcome = CacheOutcome.Miss,
            IsComputation = true,
        };
    }
}

using System.Runtime.CompilerServices;
using GraphQLServer;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Domain.Access;
using MediatR;
using Microsoft.Extensions.Primitives;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>The cached response to a <see cref="PushQuery"/> at the push's version.</summary>
internal sealed class StoredPushResponse(PushQuery query, IMediator mediator, TimeProvider time, ILogger log) : IStoredResponse
{
    public void EnsureAllowed(IClient client) => ((PushClient)client).Caller.Ensure(AccessScopes.Read, query.Push.Repository);

    /// <returns>Null if the push does not exist: there is nothing to cache a response for.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Allocations slow down hits.
    public async ValueTask<StoredResponse?> GetAsync(IClient client, StoredResponseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var condition = request.IfNoneMatch.Count > 0 ? new Condition(request.IfNoneMatch) : null;
            var coding = request.TakesGzip ? ContentCoding.Gzip : ContentCoding.Identity;
            var ask = new GetAnswer<QueryResponse>(query.Push, new QueryResponse(query), coding)
            {
                IsKnown = condition is null ? null : condition.Lists,
                Client = ((PushClient)client).Key,
                Cost = query.Operation.Cost,
                HeldBytes = query.Operation.HeldBytes,
            };
            if (await mediator.Send(ask, cancellationToken) is not { } answer) return null;
            return answer.IsNotModified ? new StoredResponse { EntityTag = condition!.Tag, IsNotModified = true } : Of(answer, request.TakesTag);
        }
        catch (ResponseNotKeptException exception)
        {
            return new StoredResponse(default, default, ContentEncoding: null, StatusOf(exception.Cache), exception.Result);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or RequestRefusedException))
        {
            log.StoredResponseFailed(exception);
            return null; // The query is executed for this request alone, and reports the fault as any query does.
        }
    }

    private StoredResponse Of(PushAnswer answer, bool takesTag)
    {
        var key = answer.Key!.Value;
        var (bytes, ending) = answer.Ending is { } own ? (answer.Bytes[..own.At], own.Bytes) : (answer.Bytes, default);
        return new StoredResponse(bytes, ending, ContentNegotiation.NameOf(key.Coding), StatusOf(answer.Provenance))
        {
            EntityTag = takesTag ? ResponseTags.Of(key) : null,
        };
    }

    private string? StatusOf(AnswerProvenance? provenance) => provenance is null ? null : CacheStatus.Describe(provenance, time.GetUtcNow());

    /// <summary>The tags of a conditional request. Not a lambda, which would cost each hit an allocation.</summary>
    private sealed class Condition(StringValues tags)
    {
        /// <summary>The tag that was last looked for.</summary>
        internal string? Tag { get; private set; }

        internal bool Lists(CacheKey<PushVersion> key) => IfNoneMatch.Lists(tags, Tag = ResponseTags.Of(key));
    }
}

using System.Runtime.CompilerServices;
using GraphQLServer;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Domain.Access;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>The cached response to a <see cref="PushQuery"/> at the push's version.</summary>
internal sealed class StoredPushResponse(PushQuery query, IMediator mediator, TimeProvider time, ILogger log) : IStoredResponse
{
    public void EnsureAllowed(IClient client) => ((PushClient)client).Caller.Ensure(AccessScopes.Read, query.Push.Repository);

    /// <returns>Null if the push does not exist: there is nothing to cache a response for.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Allocations slow down hits.
    public async ValueTask<StoredResponse?> GetAsync(IClient client, bool takesGzip, CancellationToken cancellationToken)
    {
        try
        {
            var coding = takesGzip ? ContentCoding.Gzip : ContentCoding.Identity;
            var ask = new GetAnswer<QueryResponse>(query.Push, new QueryResponse(query), coding)
            {
                Client = ((PushClient)client).Key,
                Cost = query.Operation.Cost,
                HeldBytes = query.Operation.HeldBytes,
            };
            return await mediator.Send(ask, cancellationToken) is { } answer ? Of(answer) : null;
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

    private StoredResponse Of(PushAnswer answer)
    {
        var (bytes, ending) = answer.Ending is { } own ? (answer.Bytes[..own.At], own.Bytes) : (answer.Bytes, default);
        return new StoredResponse(bytes, ending, ContentNegotiation.NameOf(answer.Coding), StatusOf(answer.Provenance));
    }

    private string? StatusOf(AnswerProvenance? provenance) => provenance is null ? null : CacheStatus.Describe(provenance, time.GetUtcNow());
}

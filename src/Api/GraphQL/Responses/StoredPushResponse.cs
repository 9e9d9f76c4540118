using System.Runtime.CompilerServices;
using GraphQLServer;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Domain.Access;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>The response to a <see cref="PushQuery"/>, as the cache has it at the push's version.</summary>
internal sealed class StoredPushResponse(PushQuery query, IMediator mediator, TimeProvider time, ILogger log) : IStoredResponse
{
    public void EnsureAllowed(IClient client) => ((PushClient)client).Caller.Ensure(AccessScopes.Read, query.Push.Repository);

    /// <returns>Null where there is no such push: then there is nothing to keep a response for.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // Allocations show in the speed of hits.
    public async ValueTask<StoredResponse?> GetAsync(IClient client, bool takesGzip, CancellationToken cancellationToken)
    {
        try
        {
            var coding = takesGzip ? ContentCoding.Gzip : ContentCoding.Identity;
            var ask = new GetAnswer<QueryResponse>(query.Push, new QueryResponse(query), coding) { Client = ((PushClient)client).Key, Cost = query.Operation.Cost };
            return await mediator.Send(ask, cancellationToken) is { } answer ? Of(answer) : null;
        }
        catch (ResponseNotKeptException exception)
        {
            return new StoredResponse(default, default, ContentEncoding: null, StatusOf(exception.Cache), exception.Result);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or RequestRefusedException))
        {
            log.StoredResponseFailed(exception);
            return null; // Executed for this request alone, what is wrong is said as in every query.
        }
    }

    private StoredResponse Of(PushAnswer answer)
    {
        var (bytes, ending) = answer.Ending is { } own ? (answer.Bytes[..own.At], own.Bytes) : (answer.Bytes, default);
        return new StoredResponse(bytes, ending, ContentNegotiation.NameOf(answer.Coding), StatusOf(answer.Provenance));
    }

    private string? StatusOf(AnswerProvenance? provenance) => provenance is null ? null : CacheStatus.Describe(provenance, time.GetUtcNow());
}

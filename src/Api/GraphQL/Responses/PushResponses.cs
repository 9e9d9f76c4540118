using GroupResults.Application.Caching;
using MediatR;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>Answers <see cref="PushQuery"/>s with whole responses through the cache.</summary>
internal sealed class PushResponses(IMediator mediator)
{
    /// <param name="coding">Gzip or none.</param>
    /// <returns>Null if there is no such push.</returns>
    /// <exception cref="ResponseNotKeptException">The response is another than the plain answer, such as an error.</exception>
    internal Task<PushAnswer?> GetAsync(PushQuery query, ContentCoding coding, CancellationToken cancellationToken) => mediator.Send(
        new GetAnswer<QueryResponse>(query.Push, new QueryResponse(query), coding) { Cost = query.Request.Cost }, cancellationToken);
}

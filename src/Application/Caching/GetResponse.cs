using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>
/// The whole response to a query that depends on nothing but one push's version and stability. Null where the push is
/// gone by now.
/// </summary>
/// <param name="Head">As read for this very request.</param>
/// <param name="Query">See <see cref="AnswerContent.Response"/>.</param>
/// <param name="Stability">Of the push, now.</param>
/// <param name="Coding">Gzip or none.</param>
/// <param name="Compute">
/// Computes the response, of whatever version its snapshot sees. Where it throws, nothing is kept, and all who wait get
/// the exception. It may run on after the request that brought it has gone. Where it is cancelled, another waiting
/// request runs its own.
/// </param>
/// <param name="IsCounted">Whether it counts as an answer of the cache.</param>
public sealed record GetResponse(
    PushHead Head, UInt128 Query, PushStability Stability, ContentCoding Coding, Func<Task<ComputedAnswer?>> Compute, bool IsCounted = true)
    : IRequest<PushAnswer?>, ICachedPushQuery
{
    PushKey ICachedPushQuery.Push => Head.Push;

    AnswerContent ICachedPushQuery.Content => AnswerContent.Response(Query, Stability);
}

internal sealed class GetResponseHandler : IRequestHandler<GetResponse, PushAnswer?>
{
    public async Task<PushAnswer?> Handle(GetResponse request, CancellationToken cancellationToken) =>
        await request.Compute() is { } computed ? PushAnswer.Of(computed) : null;
}

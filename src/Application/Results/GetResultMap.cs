using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Results;

/// <summary>A push's result map as JSON. Null where there is no such push.</summary>
/// <param name="Coding">The form of the bytes.</param>
/// <param name="Head">The head, where the caller has read it for this very request; else it is read.</param>
public sealed record GetResultMap(PushKey Push, ContentCoding Coding = ContentCoding.Identity, PushHead? Head = null)
    : IRequest<PushAnswer?>, ICachedPushQuery
{
    AnswerKind ICachedPushQuery.Kind => AnswerKind.ResultMap;
}

internal sealed class GetResultMapHandler(IPushSnapshots snapshots) : IRequestHandler<GetResultMap, PushAnswer?>
{
    /// <summary>Others may wait for this computation: it does not end with the request that began it.</summary>
    public Task<PushAnswer?> Handle(GetResultMap request, CancellationToken cancellationToken) =>
        ComputeAsync(snapshots, request.Push, CancellationToken.None);

    internal static async Task<PushAnswer?> ComputeAsync(IPushSnapshots snapshots, PushKey push, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadAsync(push, cancellationToken);
        return snapshot is null ? null : PushAnswer.Computed(snapshot.Head, ResultMapWriter.Write(snapshot));
    }
}

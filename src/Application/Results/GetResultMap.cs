using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Results;

/// <summary>A push's result map as JSON. Null where there is no such push.</summary>
/// <param name="Coding">The form of the bytes.</param>
/// <param name="Head">The head, where the caller has read it for this very request; else it is read.</param>
/// <param name="IsCounted">False where it is a part of an answer that is counted as a whole.</param>
public sealed record GetResultMap(
    PushKey Push, ContentCoding Coding = ContentCoding.Identity, PushHead? Head = null, bool IsCounted = true)
    : IRequest<PushAnswer?>, ICachedPushQuery
{
    AnswerContent ICachedPushQuery.Content => AnswerContent.ResultMap;
}

internal sealed class GetResultMapHandler(IPushSnapshots snapshots) : IRequestHandler<GetResultMap, PushAnswer?>
{
    // Many may wait for this computation: it goes on when the one who began it has gone.
    public async Task<PushAnswer?> Handle(GetResultMap request, CancellationToken cancellationToken) =>
        await ComputeAsync(snapshots, request.Push) is { } computed ? PushAnswer.Of(computed) : null;

    internal static async Task<ComputedAnswer?> ComputeAsync(IPushSnapshots snapshots, PushKey push)
    {
        var snapshot = await snapshots.ReadAsync(push, CancellationToken.None);
        return snapshot is null ? null : new ComputedAnswer(snapshot.Head, AnswerContent.ResultMap, ResultMapWriter.Write(snapshot));
    }
}

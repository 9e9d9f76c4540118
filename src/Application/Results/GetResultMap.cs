using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Results;

/// <summary>Returns a push's result map as JSON, or null if there is no such push.</summary>
public sealed record ResultMapContent : IPushContent
{
    public static ResultMapContent Instance { get; } = new();

    public CachePart PartFor(PushStability stability) => CommonParts.ResultMap;

    public PushVersion VersionAt(PushHead head) => PushVersion.OfResults(head);
}

internal sealed class GetResultMapHandler(IPushSnapshots snapshots) : IRequestHandler<GetAnswer<ResultMapContent>, PushAnswer?>
{
    /// <param name="cancellationToken">Ignored, because other requests may wait for this computation.</param>
    public async Task<PushAnswer?> Handle(GetAnswer<ResultMapContent> request, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadResultsAsync(request.Push, CancellationToken.None);
        return snapshot is null ? null : PushAnswer.Of(new ComputedAnswer(snapshot.Head, ResultMapWriter.Write(snapshot)));
    }
}

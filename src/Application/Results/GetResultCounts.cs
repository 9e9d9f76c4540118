using System.Text.Json;
using System.Text.Json.Serialization;
using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Results;

/// <summary>Returns a push's <see cref="ResultCounts"/> as JSON (<see cref="Parse"/> reads it), or null if there is no such push.</summary>
public sealed record ResultCountsContent : IPushContent
{
    public static ResultCountsContent Instance { get; } = new();

    public CachePart PartFor(PushStability stability) => CommonParts.ResultCounts;

    public PushVersion VersionAt(PushHead head) => PushVersion.OfResults(head);

    public static ResultCounts Parse(PushAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return JsonSerializer.Deserialize(answer.Bytes.Span, ResultCountsJson.Default.ResultCounts)
            ?? throw new InvalidDataException("The stored counts are null.");
    }
}

internal sealed class GetResultCountsHandler(IPushSnapshots snapshots) : IRequestHandler<GetAnswer<ResultCountsContent>, PushAnswer?>
{
    /// <param name="cancellationToken">Ignored, because other requests may wait for this computation.</param>
    public async Task<PushAnswer?> Handle(GetAnswer<ResultCountsContent> request, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadResultsAsync(request.Push, CancellationToken.None);
        return snapshot is null
            ? null
            : PushAnswer.Of(new ComputedAnswer(
                snapshot.Head, JsonSerializer.SerializeToUtf8Bytes(ResultCounts.Of(snapshot), ResultCountsJson.Default.ResultCounts)));
    }
}

[JsonSerializable(typeof(ResultCounts))]
internal sealed partial class ResultCountsJson : JsonSerializerContext;

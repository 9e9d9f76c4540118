using System.Text.Json;
using System.Text.Json.Serialization;
using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using MediatR;
using VersionedCache;

namespace GroupResults.Application.Results;

/// <summary>A push's <see cref="ResultCounts"/> as JSON (<see cref="Parse"/> reads it). Null where there is no such push.</summary>
/// <param name="Head">The head, where the caller has read it for this very request; else it is read.</param>
/// <param name="IsCounted">False where it is a part of an answer that is counted as a whole.</param>
public sealed record GetResultCounts(PushKey Push, PushHead? Head = null, bool IsCounted = true) : IRequest<PushAnswer?>, ICachedPushQuery
{
    AnswerContent ICachedPushQuery.Content => AnswerContent.ResultCounts;

    ContentCoding ICachedPushQuery.Coding => ContentCoding.Identity;

    public static ResultCounts Parse(PushAnswer answer) =>
        JsonSerializer.Deserialize(answer.Bytes.Span, ResultCountsJson.Default.ResultCounts)
        ?? throw new InvalidDataException("The stored counts are null.");
}

internal sealed class GetResultCountsHandler(IPushSnapshots snapshots) : IRequestHandler<GetResultCounts, PushAnswer?>
{
    public async Task<PushAnswer?> Handle(GetResultCounts request, CancellationToken cancellationToken)
    {
        // Many may wait for this computation: it goes on when the one who began it has gone.
        var snapshot = await snapshots.ReadAsync(request.Push, CancellationToken.None);
        if (snapshot is null) return null;
        var json = JsonSerializer.SerializeToUtf8Bytes(ResultCounts.Of(snapshot), ResultCountsJson.Default.ResultCounts);
        return PushAnswer.Of(new ComputedAnswer(snapshot.Head, AnswerContent.ResultCounts, json));
    }
}

[JsonSerializable(typeof(ResultCounts))]
internal sealed partial class ResultCountsJson : JsonSerializerContext;

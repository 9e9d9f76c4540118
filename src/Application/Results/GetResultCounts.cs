using System.Text.Json;
using System.Text.Json.Serialization;
using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Application.Results;

/// <summary>A push's <see cref="ResultCounts"/> as JSON (<see cref="Parse"/> reads it). Null where there is no such push.</summary>
/// <param name="Head">The head, where the caller has read it for this very request; else it is read.</param>
public sealed record GetResultCounts(PushKey Push, PushHead? Head = null) : IRequest<PushAnswer?>, ICachedPushQuery
{
    AnswerKind ICachedPushQuery.Kind => AnswerKind.ResultCounts;

    ContentCoding ICachedPushQuery.Coding => ContentCoding.Identity;

    public static ResultCounts Parse(PushAnswer answer) =>
        JsonSerializer.Deserialize(answer.Bytes.Span, ResultCountsJson.Default.ResultCounts)
        ?? throw new InvalidDataException("The stored counts are null.");
}

internal sealed class GetResultCountsHandler(IPushSnapshots snapshots) : IRequestHandler<GetResultCounts, PushAnswer?>
{
    /// <summary>Others may wait for this computation: it does not end with the request that began it.</summary>
    public async Task<PushAnswer?> Handle(GetResultCounts request, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadAsync(request.Push, CancellationToken.None);
        if (snapshot is null) return null;
        return PushAnswer.Computed(
            snapshot.Head, JsonSerializer.SerializeToUtf8Bytes(ResultCounts.Of(snapshot), ResultCountsJson.Default.ResultCounts));
    }
}

[JsonSerializable(typeof(ResultCounts))]
internal sealed partial class ResultCountsJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using GroupResults.Api.GraphQL;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.Rest;

/// <summary>The fields of a push that need none of its results, as GraphQL names them.</summary>
internal sealed record PushJson(
    string Id, string Repository, string Revision, long Version, DateTime FirstSeenAt, DateTime LastActivityAt, string Stability)
{
    internal static PushJson Of(PushHead head, StabilityPolicy policy, DateTimeOffset now) => new(
        OpaqueCursor.PushId(head.Push),
        head.Push.Repository,
        head.Push.Revision,
        head.Version,
        head.FirstSeenAt.UtcDateTime,
        head.LastActivityAt.UtcDateTime,
        policy.At(head, now) is PushStability.Stable ? "STABLE" : "ACTIVE");
}

/// <summary>The contract's RecordGroupResultsPayload.</summary>
internal sealed record RecordedReportJson(PushJson Push, bool Changed, int Accepted, IReadOnlyList<RejectedLine> Rejected);

/// <summary>The contract's PushFactPayload, and what was stored.</summary>
/// <param name="Tasks">The number of expected tasks.</param>
/// <param name="Groups">The number of their groups together.</param>
internal sealed record IngestedManifestsJson(PushJson Push, bool Changed, int Tasks, int Groups);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(RejectionCodeConverter)])]
[JsonSerializable(typeof(RecordedReportJson))]
[JsonSerializable(typeof(IngestedManifestsJson))]
internal sealed partial class UploadJsonContext : JsonSerializerContext;

/// <summary>Writes codes as GraphQL names them.</summary>
internal sealed class RejectionCodeConverter() : JsonStringEnumConverter<RejectionCode>(System.Text.Json.JsonNamingPolicy.SnakeCaseUpper);

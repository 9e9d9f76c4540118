using System.Globalization;
using System.Text.Json.Serialization;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.GraphQL;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;
using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.Rest;

/// <summary>Accepts an errorsummary log as a plain upload, for <c>curl -T</c>. It runs the same command as <c>ingestErrorSummary</c>.</summary>
internal static class ErrorSummaryEndpoint
{
    private const string Route = "/api/project/{repository}/push/{revision}/task/{taskId}/{runId}/errorsummary";

    internal static void MapErrorSummary(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPut(Route, HandleAsync).RequireAuthorization(ScopeRequirement.PolicyFor(AccessScopes.Ingest));

    private static async Task HandleAsync(
        HttpContext context,
        string repository,
        string revision,
        string taskId,
        string runId,
        IMediator mediator,
        Callers callers,
        RequestMemory memory,
        StabilityPolicy policy,
        TimeProvider time,
        ServiceMetrics metrics)
    {
        if (RequestBody.HasUnknownCoding(context.Request))
        {
            metrics.ReportsRefused(1);
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, RequestBody.UnknownCoding);
            return;
        }

        if (!int.TryParse(runId, NumberStyles.None, CultureInfo.InvariantCulture, out var runNumber))
        {
            metrics.ReportsRefused(1);
            var shown = runId.Length > 20 ? runId[..20] : runId;
            await Problems.WriteAsync(context, new InvalidInputException("runId", $"is '{shown}'; a run id is 0 to {PushRules.MaxRunId}"));
            return;
        }

        try
        {
            var jobName = context.Request.Query["jobName"] is [.., { Length: > 0 } last] ? last : null;
            await using var body = RequestBody.Open(context.Request, memory, ClientIds.Of(callers.CallerOf(context), context.Connection.RemoteIpAddress));
            var input = new ErrorSummaryInput(repository, revision, taskId, runNumber, jobName, body);
            var recorded = await mediator.Send(new IngestErrorSummary(input), context.RequestAborted);
            await context.Response.WriteAsJsonAsync(
                RecordedReportJson.Of(recorded, policy, time.GetUtcNow()), RecordedReportJsonContext.Default.RecordedReportJson, cancellationToken: context.RequestAborted);
        }
        catch (RequestRefusedException exception)
        {
            await Problems.WriteAsync(context, exception);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            metrics.ReportsRefused(1);
            var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
            await Problems.WriteAsync(context, new Refusal(RefusalCodes.TooLarge, "content", $"The body is larger than {limit} bytes."));
        }
        catch (BadHttpRequestException exception)
        {
            metrics.ReportsRefused(1);
            await RefuseAsync(context, exception.StatusCode, exception.InnerException is null ? "The body could not be read." : exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        Problems.WriteAsync(context, Refusal.InvalidInput("content", detail), status, "The request breaks a rule.");
}

/// <summary>The contract's RecordGroupResultsPayload, without the fields of a push that need its results.</summary>
internal sealed record RecordedReportJson(PushJson Push, bool Changed, int Accepted, IReadOnlyList<RejectedLine> Rejected)
{
    internal static RecordedReportJson Of(RecordedReport recorded, StabilityPolicy policy, DateTimeOffset now)
    {
        var head = recorded.Head;
        var push = new PushJson(
            OpaqueCursor.PushId(head.Push),
            head.Push.Repository,
            head.Push.Revision,
            head.Version,
            head.FirstSeenAt.UtcDateTime,
            head.LastActivityAt.UtcDateTime,
            policy.At(head, now) is PushStability.Stable ? "STABLE" : "ACTIVE");
        return new RecordedReportJson(push, recorded.Changed, recorded.Accepted, recorded.Rejected);
    }
}

internal sealed record PushJson(
    string Id, string Repository, string Revision, long Version, DateTime FirstSeenAt, DateTime LastActivityAt, string Stability);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecordedReportJson))]
internal sealed partial class RecordedReportJsonContext : JsonSerializerContext;

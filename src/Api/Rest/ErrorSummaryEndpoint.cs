using System.Globalization;
using GroupResults.Api.Access;
using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using MediatR;

namespace GroupResults.Api.Rest;

/// <summary>Accepts an errorsummary log as a plain upload. It runs the same command as <c>ingestErrorSummary</c>.</summary>
internal static class ErrorSummaryEndpoint
{
    private const string Route = "/api/project/{repository}/push/{revision}/task/{taskId}/{runId}/errorsummary";

    internal static void MapErrorSummary(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPut(Route, HandleAsync).RequireAuthorization(ScopeRequirement.PolicyFor(AccessScopes.Ingest));

    private static Task HandleAsync(
        HttpContext context,
        string repository,
        string revision,
        string taskId,
        string runId,
        IMediator mediator,
        UploadReceiver receiver,
        StabilityPolicy policy,
        TimeProvider time)
    {
        return receiver.ReceiveAsync(context, IngestedKind.Report, InputOf, StoreAsync);

        ErrorSummaryInput InputOf(Stream body)
        {
            var runNumber = Number("runId", runId, $"a run id is 0 to {PushRules.MaxRunId}");
            return new ErrorSummaryInput(repository, revision, taskId, runNumber, Parameter("jobName"), body)
            {
                Properties = new RunProperties(
                    Parameter("platform"),
                    Parameter("option"),
                    Parameter("variant"),
                    Parameter("suite"),
                    Parameter("tier") is { } tier ? Number("tier", tier, $"a tier is 1 to {RunProperties.MaxTier}") : null),
            };
        }

        // Of a repeated parameter the last counts; an empty one counts as left out.
        string? Parameter(string name) => context.Request.Query[name] is [.., { Length: > 0 } last] ? last : null;

        async Task StoreAsync(ErrorSummaryInput input)
        {
            var recorded = await mediator.Send(new IngestErrorSummary(input), context.RequestAborted);
            var push = PushJson.Of(recorded.Head, policy, time.GetUtcNow());
            await context.Response.WriteAsJsonAsync(
                new RecordedReportJson(push, recorded.Changed, recorded.Accepted, recorded.Rejected),
                UploadJsonContext.Default.RecordedReportJson,
                cancellationToken: context.RequestAborted);
        }
    }

    private static int Number(string field, string text, string rule) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidInputException(field, $"is {ClientValue.Quote(text)}; {rule}");
}

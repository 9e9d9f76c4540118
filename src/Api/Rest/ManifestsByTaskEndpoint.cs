using GroupResults.Api.Access;
using GroupResults.Application.Facts;
using GroupResults.Application.Metrics;
using GroupResults.Domain.Access;
using GroupResults.Domain.Stability;
using MediatR;

namespace GroupResults.Api.Rest;

/// <summary>Accepts a decision task's <c>manifests-by-task.json</c> as a plain upload: what the push is expected to run, finally.</summary>
internal static class ManifestsByTaskEndpoint
{
    private const string Route = "/api/project/{repository}/push/{revision}/manifests-by-task";

    internal static void MapManifestsByTask(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPut(Route, HandleAsync).RequireAuthorization(ScopeRequirement.PolicyFor(AccessScopes.Ingest));

    private static Task HandleAsync(
        HttpContext context,
        string repository,
        string revision,
        IMediator mediator,
        UploadReceiver receiver,
        StabilityPolicy policy,
        TimeProvider time)
    {
        return receiver.ReceiveAsync(context, IngestedKind.ExpectedTasks, body => new ManifestsByTaskInput(repository, revision, body), StoreAsync);

        async Task StoreAsync(ManifestsByTaskInput input)
        {
            var (fact, tasks, groups) = await mediator.Send(new IngestManifestsByTask(input), context.RequestAborted);
            await context.Response.WriteAsJsonAsync(
                new IngestedManifestsJson(PushJson.Of(fact.Head, policy, time.GetUtcNow()), fact.Changed, tasks, groups),
                UploadJsonContext.Default.IngestedManifestsJson,
                cancellationToken: context.RequestAborted);
        }
    }
}

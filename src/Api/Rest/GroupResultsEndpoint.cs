using System.Text.Json;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.Rest;

/// <summary>Treeherder's <c>group_results</c>, drop-in, with validators, compressed forms and Cache-Status.</summary>
internal static class GroupResultsEndpoint
{
    internal const string CorsPolicy = "drop-in";

    private const string Route = "/api/project/{repository}/push/group_results";

    internal static void MapGroupResults(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(Route, [HttpMethods.Get, HttpMethods.Head], HandleAsync).RequireCors(CorsPolicy);
        endpoints.MapMethods(Route, [HttpMethods.Options], DescribeOptions).RequireCors(CorsPolicy);
    }

    private static async Task HandleAsync(HttpContext context, string repository, IMediator mediator, TimeProvider time)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = "no-cache";
        headers.XContentTypeOptions = "nosniff";

        // Treeherder's framework takes the last of several.
        var revision = context.Request.Query["revision"] is [.., var last] ? last : null;
        var push = new PushKey(repository, revision ?? "");
        var head = await mediator.Send(new GetPushHead(push), context.RequestAborted);
        if (head is null)
        {
            await WriteUnknownAsync(context, revision);
            return;
        }

        var coding = ContentNegotiation.Coding(context.Request);
        var tag = EntityTags.Of(head, coding);
        if (EntityTags.IsKnown(context.Request, tag))
        {
            headers.ETag = tag;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var answer = await mediator.Send(new GetResultMap(push, coding, head), context.RequestAborted);
        if (answer is null)
        {
            await WriteUnknownAsync(context, revision);
            return;
        }

        headers.ETag = EntityTags.Of(answer.Head, coding);
        headers["Cache-Status"] = CacheStatus.Describe(answer.Provenance!, time.GetUtcNow());
        if (ContentNegotiation.NameOf(coding) is { } encoding) headers.ContentEncoding = encoding;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(answer.Bytes, context.RequestAborted);
    }

    private static Task WriteUnknownAsync(HttpContext context, string? revision)
    {
        // Python's word for nothing, as Treeherder says it.
        var message = JsonSerializer.SerializeToUtf8Bytes($"No push with revision: {revision ?? "None"}");
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = message.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(message, context.RequestAborted).AsTask();
    }

    private static IResult DescribeOptions(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        return Results.NoContent();
    }
}

using System.Text.Json;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using MediatR;
using Microsoft.AspNetCore.WebUtilities;

namespace GroupResults.Api.Rest;

/// <summary>Treeherder's <c>group_results</c>, drop-in, with validators, compressed forms and Cache-Status.</summary>
internal sealed class GroupResultsEndpoint(IMediator mediator, Callers callers, Wait wait, AnswerBody body, TimeProvider time)
{
    private const string Route = "/api/project/{repository}/push/group_results";

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        // A plain delegate: the parameter binding of the framework would cost as much as the answer.
        var endpoint = endpoints.ServiceProvider.GetRequiredService<GroupResultsEndpoint>();
        endpoints.MapMethods(Route, [HttpMethods.Get, HttpMethods.Head], endpoint.HandleAsync).RequireCors(AccessServices.OpenToAllPages);
        endpoints.MapMethods(Route, [HttpMethods.Options], DescribeOptions).RequireCors(AccessServices.OpenToAllPages);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = "no-cache";
        var (revision, waitText) = Parameters(context.Request);
        var push = new PushKey((string)context.GetRouteValue("repository")!, revision ?? "");
        var caller = callers.CallerOf(context); // Checked here: an authorization policy would cost each hit more than this.
        caller.Ensure(AccessScopes.Read, push.Repository);
        var waiting = TimeSpan.Zero;
        if (waitText is not null && !Wait.TryParse(waitText, out waiting))
        {
            await Problems.WriteAsync(context, new InvalidInputException(Wait.Parameter, Wait.Rule));
            return;
        }

        var coding = ContentNegotiation.Coding(context.Request);
        string? tag = null;
        var condition = context.Request.Headers.IfNoneMatch;
        var query = new GetAnswer<ResultMapContent>(push, ResultMapContent.Instance, coding)
        {
            IsKnown = condition.Count > 0 ? key => IfNoneMatch.Lists(condition, tag = EntityTags.Of(key.Version.Head, coding)) : null,
        };
        var answer = await mediator.Send(query, context.RequestAborted);
        if (answer is { IsNotModified: true } && waiting > TimeSpan.Zero)
        {
            var head = await wait.ForChangeAsync(answer.Head, waiting, context.RequestAborted);
            (await callers.RecheckAsync(caller, context.RequestAborted)).Ensure(AccessScopes.Read, push.Repository); // The token may have been revoked in that minute.
            answer = head is null ? null : await mediator.Send(query with { Head = head }, context.RequestAborted);
        }

        if (answer is null)
        {
            await WriteUnknownAsync(context, revision);
            return;
        }

        headers.ETag = answer.IsNotModified ? tag : EntityTags.Of(answer.Head, coding);
        if (answer.IsNotModified)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers["Cache-Status"] = CacheStatus.Describe(answer.Provenance!, time.GetUtcNow());
        if (ContentNegotiation.NameOf(coding) is { } encoding) headers.ContentEncoding = encoding;
        context.Response.ContentType = "application/json";
        await body.WriteAsync(context, answer);
    }

    /// <summary>Reads the parameters. Of a repeated one the last counts, as in Treeherder.</summary>
    private static (string? Revision, string? Wait) Parameters(HttpRequest request)
    {
        string? revision = null;
        string? wait = null;
        foreach (var parameter in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = parameter.DecodeName().Span;
            if (name.Equals("revision", StringComparison.OrdinalIgnoreCase)) revision = parameter.DecodeValue().ToString();
            else if (name.Equals(Wait.Parameter, StringComparison.OrdinalIgnoreCase)) wait = parameter.DecodeValue().ToString();
        }

        return (revision, wait);
    }

    private ValueTask WriteUnknownAsync(HttpContext context, string? revision)
    {
        // Python's name for null, as in Treeherder's message.
        var message = JsonSerializer.SerializeToUtf8Bytes($"No push with revision: {TokenSecret.Redact(revision ?? "None")}");
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/json";
        return body.WriteAsync(context, message);
    }

    private static IResult DescribeOptions(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        return Results.NoContent();
    }
}

using System.Collections.Frozen;
using System.Text.Json;
using GroupResults.Application;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Mvc;

namespace GroupResults.Api.Http;

/// <summary>Writes refusals outside GraphQL as problem details (RFC 9457), with the contract's <c>code</c> and <c>field</c>.</summary>
internal static class Problems
{
    private const string InputPrefix = "input.";

    private static readonly FrozenDictionary<string, (int Status, string Title)> ByCode = new Dictionary<string, (int Status, string Title)>
    {
        [RefusalCodes.InvalidInput] = (StatusCodes.Status400BadRequest, "The request breaks a rule."),
        [RefusalCodes.Unauthenticated] = (StatusCodes.Status401Unauthorized, "Authentication required."),
        [RefusalCodes.Forbidden] = (StatusCodes.Status403Forbidden, "This is not allowed."),
        [RefusalCodes.TooLarge] = (StatusCodes.Status413PayloadTooLarge, "The request is too large."),
        [RefusalCodes.RateLimited] = (StatusCodes.Status429TooManyRequests, "Too many requests."),
        [RefusalCodes.Internal] = (StatusCodes.Status500InternalServerError, "The service failed."),
        [RefusalCodes.Unavailable] = (StatusCodes.Status503ServiceUnavailable, "The service is temporarily unavailable."),
        [RefusalCodes.StorageFull] = (StatusCodes.Status507InsufficientStorage, "The storage is full."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The HTTP status of a code.</summary>
    internal static int StatusOf(string code) => ByCode[code].Status;

    /// <summary>Writes the first of the refusals: problem details have room for one.</summary>
    internal static Task WriteAsync(HttpContext context, RequestRefusedException exception) => WriteAsync(context, exception.Refusals[0]);

    internal static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var (status, title) = ByCode[refusal.Code];
        return WriteAsync(context, refusal, status, title);
    }

    /// <summary>Writes a refusal with a more precise status or title than its code's.</summary>
    internal static Task WriteAsync(HttpContext context, Refusal refusal, int status, string title)
    {
        RetryAfter.Set(context.Response, refusal);
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        var problem = new ProblemDetails
        {
            Status = status,
            Title = title,
            Detail = TokenSecret.Redact(WithoutPrefix(refusal.Message)), // The message quotes what the client sent.
        };
        problem.Extensions["code"] = refusal.Code;
        if (refusal.Field is { } field) problem.Extensions["field"] = WithoutPrefix(field);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            problem, (JsonSerializerOptions?)null, "application/problem+json; charset=utf-8", context.RequestAborted);
    }

    /// <summary>Commands name fields of GraphQL's <c>input</c>, which other requests do not have.</summary>
    private static string WithoutPrefix(string text) => text.StartsWith(InputPrefix, StringComparison.Ordinal) ? text[InputPrefix.Length..] : text;
}

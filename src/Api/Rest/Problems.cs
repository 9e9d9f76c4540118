using System.Text.Json;
using GroupResults.Api.Access;
using GroupResults.Application;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Mvc;

namespace GroupResults.Api.Rest;

/// <summary>Refusals outside GraphQL: problem details (RFC 9457) with the contract's <c>code</c> and the <c>field</c>.</summary>
internal static class Problems
{
    private const string InputPrefix = "input.";

    internal static Task WriteAsync(HttpContext context, RequestRefusedException exception)
    {
        if (exception is UnavailableException unavailable) RetryAfter.Say(context.Response, unavailable);
        if (exception is AccessRefusedException { IsUnauthenticated: true }) context.Response.Headers.WWWAuthenticate = "Bearer";
        var (status, title) = exception switch
        {
            AccessRefusedException refused => (refused.StatusCode, refused.IsUnauthenticated ? "Authentication required." : "This is not allowed."),
            InvalidInputException => (StatusCodes.Status400BadRequest, "The request breaks a rule."),
            TooLargeException => (StatusCodes.Status413PayloadTooLarge, "The request is too large."),
            StorageFullException => (StatusCodes.Status507InsufficientStorage, "The storage is full."),
            _ => (StatusCodes.Status503ServiceUnavailable, "The service cannot do this now."),
        };
        var field = exception switch
        {
            InvalidInputException invalid => invalid.Faults[0].Field,
            TooLargeException large => large.Field,
            _ => null,
        };
        return WriteAsync(context, status, title, exception.Code, WithoutPrefix(exception.Message), field is null ? null : WithoutPrefix(field));
    }

    internal static async Task WriteAsync(HttpContext context, int status, string title, string code, string detail, string? field = null)
    {
        // A detail quotes what the client sent.
        var problem = new ProblemDetails { Status = status, Title = title, Detail = TokenSecret.Redact(detail) };
        problem.Extensions["code"] = code;
        if (field is not null) problem.Extensions["field"] = field;
        if (status < StatusCodes.Status500InternalServerError)
            await context.RequestServices.GetRequiredService<Refusals>().DelayAsync(context, status);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(
            problem, (JsonSerializerOptions?)null, "application/problem+json; charset=utf-8", context.RequestAborted);
    }

    /// <summary>The commands speak of GraphQL's <c>input</c>, which an address does not have.</summary>
    private static string WithoutPrefix(string text) => text.StartsWith(InputPrefix, StringComparison.Ordinal) ? text[InputPrefix.Length..] : text;
}

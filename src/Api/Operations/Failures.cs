using GroupResults.Api.Access;
using GroupResults.Api.Rest;
using GroupResults.Application;
using Microsoft.AspNetCore.Diagnostics;

namespace GroupResults.Api.Operations;

/// <summary>The last resort: an answer that tells the client nothing but whose fault it is.</summary>
internal static class Failures
{
    internal static void UseFailures(this WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = HandleAsync,
        SuppressDiagnosticsCallback = failure => failure.Exception is RequestRefusedException, // Refused, not failed.
    });

    private static Task HandleAsync(HttpContext context)
    {
        SecurityHeaders.AddTo(context.Response.Headers); // Those that were there are gone with the rest of the answer.
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is RequestRefusedException refusal) return Problems.WriteAsync(context, refusal);
        return Problems.WriteAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "The service failed.",
            "INTERNAL",
            "The service failed at this; it is not your request's fault.");
    }
}

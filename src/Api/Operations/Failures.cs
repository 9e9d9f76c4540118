using GroupResults.Api.Access;
using GroupResults.Api.Http;
using GroupResults.Application;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace GroupResults.Api.Operations;

/// <summary>The last resort: an answer that tells the client nothing but whose fault it is.</summary>
internal static class Failures
{
    internal static void UseFailures(this WebApplication app)
    {
        var answer = ((IApplicationBuilder)app).New();
        answer.UseSecurityHeaders(app.Environment); // Again: all headers are taken away before.
        answer.Run(HandleAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = answer.Build(),
            SuppressDiagnosticsCallback = failure => failure.Exception is RequestRefusedException or ConnectionResetException, // Refused or left, not failed.
        });
    }

    private static Task HandleAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is ConnectionResetException) return Task.CompletedTask; // Nobody is there to be answered.
        SecurityHeaders.AddTo(context.Response.Headers); // Those that were there are gone with the rest of the answer.
        if (exception is RequestRefusedException refusal) return Problems.WriteAsync(context, refusal);
        return Problems.WriteAsync(
            context, new Refusal(RefusalCodes.Internal, Field: null, "Internal error. The request is not at fault."));
    }
}

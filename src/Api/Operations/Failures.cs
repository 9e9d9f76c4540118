using GroupResults.Api.Access;
using GroupResults.Api.Http;
using GroupResults.Application;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace GroupResults.Api.Operations;

/// <summary>Answers requests whose exception nothing else handled. The answer tells only whose fault it is.</summary>
internal static class Failures
{
    internal static void UseFailures(this WebApplication app)
    {
        var answer = ((IApplicationBuilder)app).New();
        answer.UseSecurityHeaders(app.Environment); // Again, because the exception handler clears all headers.
        answer.Run(HandleAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = answer.Build(),
            SuppressDiagnosticsCallback = failure => failure.Exception is RequestRefusedException or ConnectionResetException, // Refused, or the client left.
        });
    }

    private static Task HandleAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is ConnectionResetException) return Task.CompletedTask; // The client is gone.
        SecurityHeaders.AddTo(context.Response.Headers); // The exception handler cleared them.
        if (exception is RequestRefusedException refusal) return Problems.WriteAsync(context, refusal);
        return Problems.WriteAsync(
            context, new Refusal(RefusalCodes.Internal, Field: null, "Internal error. The request is not at fault."));
    }
}

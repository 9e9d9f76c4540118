using GraphQLServer.Execution;
using GraphQLServer.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GraphQLServer.Http;

/// <summary>Finds and writes the refusals of HTTP requests.</summary>
internal sealed class HttpRefusals(ErrorTranslation errors, ResponseWriter writer)
{
    /// <returns>Empty if the exception is a fault of the service.</returns>
    internal IReadOnlyList<Refusal> Find(Exception exception, HttpContext context) =>
        exception is BadHttpRequestException bad ? [Describe(bad, context)] : errors.RefusalsOf(exception);

    internal Task RefuseAsync(HttpContext context, IReadOnlyList<Refusal> refusals) =>
        writer.RefuseAsync(context, ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json, refusals);

    internal Task RefuseMethodAsync(HttpContext context, string allowed, string message)
    {
        context.Response.Headers.Allow = allowed;
        return RefuseAsync(context, [Refusal.Malformed("method", message, StatusCodes.Status405MethodNotAllowed)]);
    }

    private static Refusal Describe(BadHttpRequestException exception, HttpContext context)
    {
        if (exception.StatusCode != StatusCodes.Status413PayloadTooLarge)
            return Refusal.Malformed("body", exception.InnerException is null ? "The request's body could not be read." : exception.Message, exception.StatusCode);
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return Refusal.Malformed("body", $"The request's body is larger than {limit} bytes.", exception.StatusCode, "TOO_LARGE");
    }
}

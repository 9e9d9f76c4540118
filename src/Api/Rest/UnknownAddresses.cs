using GroupResults.Api.Http;
using GroupResults.Application;

namespace GroupResults.Api.Rest;

/// <summary>Gives 404 and 405 a body that names the available addresses or methods.</summary>
internal static class UnknownAddresses
{
    /// <summary>Runs after routing. Requests that match an endpoint pass straight through.</summary>
    internal static void UseUnknownAddresses(this IApplicationBuilder app) => app.Use(static (context, next) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null => RefuseAddressAsync(context),
        var endpoint => RefuseMethodAsync(context, endpoint),
    });

    private static Task RefuseAddressAsync(HttpContext context) => Problems.WriteAsync(
        context,
        Refusal.InvalidInput("path", $"Nothing is served at {ClientValue.Quote(context.Request.Path)}. Addresses: {Addresses(context)}."),
        StatusCodes.Status404NotFound,
        "The address is unknown.");

    /// <param name="endpoint">Routing's own, for a method that no endpoint takes: it sets the status and the Allow header.</param>
    private static async Task RefuseMethodAsync(HttpContext context, Endpoint endpoint)
    {
        await endpoint.RequestDelegate!(context);
        if (context.Response.StatusCode != StatusCodes.Status405MethodNotAllowed) return;
        await Problems.WriteAsync(
            context,
            Refusal.InvalidInput(
                "method", $"{ClientValue.Quote(context.Request.Method)} is not allowed at {ClientValue.Quote(context.Request.Path)}. Allowed: {context.Response.Headers.Allow}."),
            StatusCodes.Status405MethodNotAllowed,
            "The method is not allowed.");
    }

    /// <summary>Taken from the routing, so that the list cannot go out of date.</summary>
    private static string Addresses(HttpContext context) => string.Join("; ", context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .GroupBy(
            endpoint => endpoint.RoutePattern.RawText,
            endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
            (pattern, methods) => $"{string.Join(", ", methods.SelectMany(each => each))} {pattern}".TrimStart(),
            StringComparer.Ordinal));
}

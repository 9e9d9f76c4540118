using GroupResults.Application;

namespace GroupResults.Api.Rest;

/// <summary>Gives 404 and 405 a body that names the addresses or methods there are.</summary>
internal static class UnknownAddresses
{
    /// <summary>To stand behind the routing. A request with an address of ours passes without a further step.</summary>
    internal static void UseUnknownAddresses(this IApplicationBuilder app) => app.Use(static (context, next) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null => RefuseAddressAsync(context),
        var endpoint => RefuseMethodAsync(context, endpoint),
    });

    private static Task RefuseAddressAsync(HttpContext context) => Problems.WriteAsync(
        context,
        StatusCodes.Status404NotFound,
        "The address is unknown.",
        "INVALID_INPUT",
        $"Nothing is served at {Shown.Value(context.Request.Path)}. Addresses: {Addresses(context)}.",
        "path");

    /// <param name="endpoint">What the routing has in place of one that takes the method: it sets the status and the header Allow.</param>
    private static async Task RefuseMethodAsync(HttpContext context, Endpoint endpoint)
    {
        await endpoint.RequestDelegate!(context);
        if (context.Response.StatusCode != StatusCodes.Status405MethodNotAllowed) return;
        await Problems.WriteAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            "The method is not allowed.",
            "INVALID_INPUT",
            $"{Shown.Value(context.Request.Method)} is not allowed at {Shown.Value(context.Request.Path)}. Allowed: {context.Response.Headers.Allow}.",
            "method");
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

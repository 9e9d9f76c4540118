using GroupResults.Application;

namespace GroupResults.Api.Rest;

/// <summary>Gives 404 and 405 a body that names the addresses or methods there are.</summary>
internal static class UnknownAddresses
{
    internal static void UseUnknownAddresses(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        var context = pages.HttpContext;
        var path = Shown.Value(context.Request.Path);
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, "The address is unknown.", "INVALID_INPUT", $"Nothing is served at {path}. Addresses: {Addresses(context)}.", "path"),
            StatusCodes.Status405MethodNotAllowed => Problems.WriteAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "The method is not allowed.",
                "INVALID_INPUT",
                $"{Shown.Value(context.Request.Method)} is not allowed at {path}. Allowed: {context.Response.Headers.Allow}.",
                "method"),
            _ => Task.CompletedTask,
        };
    });

    /// <summary>Taken from the routing, so that the list cannot go out of date.</summary>
    private static string Addresses(HttpContext context) => string.Join("; ", context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .GroupBy(
            endpoint => endpoint.RoutePattern.RawText,
            endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
            (pattern, methods) => $"{string.Join(", ", methods.SelectMany(each => each))} {pattern}".TrimStart(),
            StringComparer.Ordinal));
}

using GroupResults.Application;

namespace GroupResults.Api.Rest;

/// <summary>Tells whoever is at an address where nothing is, or there with another method, what is there.</summary>
internal static class UnknownAddresses
{
    internal static void UseUnknownAddresses(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        var context = pages.HttpContext;
        var path = Shown.Value(context.Request.Path);
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, "There is nothing here.", "INVALID_INPUT", $"There is nothing at {path}. There are: {Addresses(context)}.", "path"),
            StatusCodes.Status405MethodNotAllowed => Problems.WriteAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "The method is not allowed.",
                "INVALID_INPUT",
                $"{Shown.Value(context.Request.Method)} is not allowed at {path}; allowed are: {context.Response.Headers.Allow}.",
                "method"),
            _ => Task.CompletedTask,
        };
    });

    /// <summary>Those that are mapped, so that the list is never wrong.</summary>
    private static string Addresses(HttpContext context) => string.Join("; ", context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .GroupBy(
            endpoint => endpoint.RoutePattern.RawText,
            endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
            (pattern, methods) => $"{string.Join(", ", methods.SelectMany(each => each))} {pattern}".TrimStart(),
            StringComparer.Ordinal));
}

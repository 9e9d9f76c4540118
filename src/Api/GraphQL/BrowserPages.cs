using GraphQLServer;
using GraphQLServer.Http;
using GraphQLServer.Responses;
using GroupResults.Api.Access;
using GroupResults.Api.Explorer;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Handles requests from browsers before the GraphQL server. Refuses pages of other sites, and answers requests for HTML with the
/// explorer or, if it is off, with a page that says so.
/// </summary>
internal sealed class BrowserPages(GraphQLEndpoint server, ResponseWriter writer, Origins origins, LandingPage landingPage, GraphQLSettings settings)
{
    private static readonly Refusal Foreign = new(
        "FORBIDDEN", "Origin", "Pages of other sites may not use this service; its operator can allow their origins.")
    {
        StatusCode = StatusCodes.Status403Forbidden,
        IsWellFormed = false,
    };

    internal Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Vary = "Accept, Accept-Encoding";
        if (context.WebSockets.IsWebSocketRequest) return origins.IsAllowed(request) ? server.HandleAsync(context) : RefuseWebSocketAsync(context);
        if (origins.IsForeign(request)) return writer.RefuseAsync(context, Foreign);
        if (!AsksForPage(request)) return server.HandleAsync(context);
        return settings.Explorer ? ExplorerPage.WriteAsync(context) : landingPage.WriteAsync(context, StatusCodes.Status404NotFound);
    }

    private bool AsksForPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Query.ContainsKey("sdl")
        && (settings.Explorer || LandingPage.IsMeantBy(request))
        && ResponseMediaTypes.AsksForHtml(request);

    /// <summary>Browsers open WebSockets without a preflight request, so any page could read and report without this check.</summary>
    private static Task RefuseWebSocketAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("WebSockets are accepted only from this site's own pages and from origins that its operator allows.", context.RequestAborted);
    }
}

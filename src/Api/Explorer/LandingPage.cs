using System.Text;

namespace GroupResults.Api.Explorer;

/// <summary>
/// The page for browsers if the explorer is disabled. It is plain HTML, because the Content-Security-Policy of all
/// responses allows neither styles nor scripts.
/// </summary>
internal sealed class LandingPage(bool introspection, bool reportsNeedToken, bool readsNeedToken)
{
    private readonly byte[] _page = Encoding.UTF8.GetBytes(Html(introspection, reportsNeedToken, readsNeedToken));

    /// <summary>Returns false for a GraphQL request, which a browser may also send.</summary>
    internal static bool IsMeantBy(HttpRequest request) =>
        !request.Query.ContainsKey("query") && !request.Query.ContainsKey("documentId") && !request.Query.ContainsKey("extensions");

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.ServiceProvider.GetRequiredService<LandingPage>();
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => page.WriteAsync(context, StatusCodes.Status200OK));
    }

    internal Task WriteAsync(HttpContext context, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = _page.Length;
        response.Headers.CacheControl = "no-cache";
        return response.Body.WriteAsync(_page, context.RequestAborted).AsTask();
    }

    private static string Html(bool introspection, bool reportsNeedToken, bool readsNeedToken)
    {
        var tokens = (reportsNeedToken, readsNeedToken) switch
        {
            (true, true) => "Reports and reads need an access token.",
            (true, false) => "Reports need an access token; reads do not.",
            _ => "No access token is needed.",
        };
        var isOn = introspection ? """<li><a href="/graphql?sdl"><code>/graphql?sdl</code></a>: the schema.</li>""" : "";
        var isOff = introspection
            ? ""
            : "<li>Introspection and <code>/graphql?sdl</code>. To enable them, set <code>GroupResults:GraphQL:Introspection</code> to <code>true</code>.</li>";
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>GroupResults</title>
            </head>
            <body>
            <h1>GroupResults</h1>
            <p>This service stores which test groups passed and failed on a push, and in which task. It is running. Its endpoints:</p>
            <ul>
            <li><code>/graphql</code>: GraphQL queries, mutations and subscriptions.</li>
            {{isOn}}
            <li><code>GET /api/project/{repository}/push/group_results/?revision={revision}</code>: a push's results, as Treeherder returns them.</li>
            <li><code>PUT /api/project/{repository}/push/{revision}/task/{taskId}/{runId}/errorsummary?jobName={jobName}</code>: uploads the log of a task run.</li>
            <li><a href="/healthz"><code>/healthz</code></a>, <a href="/readyz"><code>/readyz</code></a>, <a href="/metrics"><code>/metrics</code></a>: health and metrics.</li>
            </ul>
            <p>{{tokens}}</p>
            <h2>Disabled features</h2>
            <ul>
            <li>The GraphQL explorer. To enable it, set <code>GroupResults:GraphQL:Explorer</code> to <code>true</code>.</li>
            {{isOff}}
            </ul>
            </body>
            </html>
            """;
    }
}

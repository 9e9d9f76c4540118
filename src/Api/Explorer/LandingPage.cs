using System.Text;

namespace GroupResults.Api.Explorer;

/// <summary>
/// What a browser is shown where the explorer is off: what this is, and what is off. Plain HTML, since the policy of all answers
/// lets in neither styles nor scripts.
/// </summary>
internal sealed class LandingPage(bool introspection, bool reportsNeedToken, bool readsNeedToken)
{
    private readonly byte[] _page = Encoding.UTF8.GetBytes(Html(introspection, reportsNeedToken, readsNeedToken));

    /// <summary>Whether an address is looked at and nothing is asked of it: a query is answered in a browser, too.</summary>
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
            (true, false) => "Reports need an access token. Reads need none.",
            _ => "Nothing needs an access token.",
        };
        var isOn = introspection ? """<li><a href="/graphql?sdl"><code>/graphql?sdl</code></a>: the schema.</li>""" : "";
        var isOff = introspection
            ? ""
            : "<li>Introspection and <code>/graphql?sdl</code> are off here; the setting <code>GroupResults:GraphQL:Introspection</code> turns them on.</li>";
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
            <p>This service says which test groups of a push passed and failed, in which task. It is running. Programs use it at these addresses:</p>
            <ul>
            <li><code>/graphql</code>: GraphQL: queries, reports and subscriptions.</li>
            {{isOn}}
            <li><code>GET /api/project/{repository}/push/group_results/?revision={revision}</code>: a push's results, as Treeherder gives them.</li>
            <li><code>PUT /api/project/{repository}/push/{revision}/task/{taskId}/{runId}/errorsummary?jobName={jobName}</code>: a report, as a log.</li>
            <li><a href="/healthz"><code>/healthz</code></a>, <a href="/readyz"><code>/readyz</code></a>, <a href="/metrics"><code>/metrics</code></a>: how the service does.</li>
            </ul>
            <p>{{tokens}}</p>
            <h2>What is off</h2>
            <ul>
            <li>The explorer is off here; the setting <code>GroupResults:GraphQL:Explorer</code> turns it on.</li>
            {{isOff}}
            </ul>
            </body>
            </html>
            """;
    }
}

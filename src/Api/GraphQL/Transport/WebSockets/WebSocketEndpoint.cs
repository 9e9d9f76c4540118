using GraphQL;
using GroupResults.Api.GraphQL.Documents;

namespace GroupResults.Api.GraphQL.Transport.WebSockets;

/// <summary>Takes WebSockets at GraphQL's address.</summary>
internal sealed class WebSocketEndpoint(
    OperationRunner runner,
    PersistedDocuments persisted,
    IGraphQLTextSerializer serializer,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<WebSocketEndpoint> log)
{
    private const string Protocol = "graphql-transport-ws";

    internal async Task HandleAsync(HttpContext context)
    {
        if (!IsOwnOrigin(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("WebSockets are taken from this address's own pages only.", context.RequestAborted);
            return;
        }

        var isKnown = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isKnown ? Protocol : null);
        if (!isKnown)
        {
            using var sender = new WebSocketSender(socket, time);
            await sender.CloseAsync(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable: ask for graphql-transport-ws.");
            return;
        }

        using var connection = new WebSocketConnection(socket, runner, persisted, serializer, time, log);
        await connection.RunAsync(lifetime.ApplicationStopping);
    }

    /// <summary>
    /// Browsers send the page's origin and ask nobody before they connect: without this any page could read and report. Others send none.
    /// </summary>
    private static bool IsOwnOrigin(HttpRequest request) =>
        request.Headers.Origin is not [var origin, ..]
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
}

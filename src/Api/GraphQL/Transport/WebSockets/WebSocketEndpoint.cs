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
        var isKnown = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isKnown ? Protocol : null);
        if (!isKnown)
        {
            using var sender = new WebSocketSender(socket, time);
            await sender.CloseAsync(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable: ask for graphql-transport-ws.");
            return;
        }

        using var connection = new WebSocketConnection(socket, runner, persisted, serializer, context.RequestServices, time, log);
        await connection.RunAsync(lifetime.ApplicationStopping);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GraphQLServer.WebSockets;

/// <summary>Accepts WebSockets at the GraphQL address.</summary>
internal sealed class WebSocketEndpoint(WebSocketServices services, IHostApplicationLifetime lifetime, ILogger<WebSocketEndpoint> log)
{
    private const string Protocol = "graphql-transport-ws";

    internal async Task HandleAsync(HttpContext context)
    {
        using var place = await services.Admission.TakeStreamAsync(context.RequestAborted);
        StreamLimits.BoundSendBuffer(context);
        var isKnown = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isKnown ? Protocol : null);
        using var connection = new WebSocketConnection(socket, services.Clients.ClientOf(context), services, log);
        if (!isKnown) await connection.CloseAsync(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable: ask for graphql-transport-ws.");
        await connection.RunAsync(lifetime.ApplicationStopping);
    }
}

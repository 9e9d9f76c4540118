using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.Rest;

namespace GroupResults.Api.GraphQL.Transport.WebSockets;

/// <summary>Takes WebSockets at GraphQL's address.</summary>
internal sealed class WebSocketEndpoint(
    OperationRunner runner,
    PersistedDocuments persisted,
    Origins origins,
    Callers access,
    ClientRates rates,
    StreamPlaces places,
    BodyMemory memory,
    IGraphQLTextSerializer serializer,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<WebSocketEndpoint> log)
{
    private const string Protocol = "graphql-transport-ws";

    internal async Task HandleAsync(HttpContext context)
    {
        // Browsers send the page's origin and ask nobody before they connect: without this any page could read and report.
        if (!origins.IsAllowed(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("WebSockets are taken from this address's own pages only, and from those that its operator allows.", context.RequestAborted);
            return;
        }

        using var place = await places.TakeInTurnAsync(context.RequestAborted);
        StreamLimits.BoundSendBuffer(context);
        var isKnown = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isKnown ? Protocol : null);
        var visitor = new WebSocketVisitor(access, rates, access.CallerOf(context), context.Connection.RemoteIpAddress);
        using var connection = new WebSocketConnection(socket, visitor, memory, runner, persisted, serializer, time, log);
        if (!isKnown) await connection.CloseAsync(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable: ask for graphql-transport-ws.");
        await connection.RunAsync(lifetime.ApplicationStopping);
    }
}

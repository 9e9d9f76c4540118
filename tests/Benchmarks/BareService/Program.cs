using System.Net.WebSockets;

// What ASP.NET Core does with nothing in it: the reference for a 304, for a cold start, and for what a request costs any server.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
var app = builder.Build();
app.MapGet("/", () => "Healthy");
app.MapGet("/readyz", () => "Healthy");
app.MapGet("/unchanged", (HttpContext context) =>
{
    context.Response.Headers.ETag = "\"0123456789abcdef-1\"";
    context.Response.StatusCode = StatusCodes.Status304NotModified;
    return Task.CompletedTask;
});
app.UseWebSockets();
app.MapFallback(async context =>
{
    if (context.WebSockets.IsWebSocketRequest)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols[0]);
        await ReadAsync(socket, context.RequestAborted);
        return;
    }

    await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync("{\"data\":{\"__typename\":\"Query\"}}", context.RequestAborted);
});
await app.RunAsync();

// Reads what comes and answers pings, until the client ends it.
static async Task ReadAsync(WebSocket socket, CancellationToken cancellationToken)
{
    var buffer = new byte[64 * 1024];
    try
    {
        while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } received)
        {
            if (buffer.AsSpan(0, received.Count).IndexOf("\"type\":\"ping\""u8) >= 0)
                await socket.SendAsync("{\"type\":\"pong\"}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }
    catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
    {
        // It has ended.
    }
}

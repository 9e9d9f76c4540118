using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>A client of the graphql-transport-ws protocol that leaves every message to the test.</summary>
internal sealed class GraphQLSocket : IDisposable
{
    internal const string Protocol = "graphql-transport-ws";

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync });

    private GraphQLSocket()
    {
    }

    internal string? SubProtocol => _socket.SubProtocol;

    internal WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    internal string? CloseReason => _socket.CloseStatusDescription;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects, without a word of the protocol.</summary>
    internal static async Task<GraphQLSocket> OpenAsync(TestService service, params string[] protocols)
    {
        var socket = new GraphQLSocket();
        foreach (var protocol in protocols) socket._socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(service);
        return socket;
    }

    /// <summary>Connects with headers of the upgrade, without a word of the protocol.</summary>
    internal static async Task<GraphQLSocket> OpenAsync(TestService service, params (string Name, string Value)[] headers)
    {
        var socket = new GraphQLSocket();
        socket._socket.Options.AddSubProtocol(Protocol);
        foreach (var (name, value) in headers) socket._socket.Options.SetRequestHeader(name, value);
        await socket.ConnectAsync(service);
        return socket;
    }

    /// <summary>The status of an upgrade that is refused.</summary>
    internal static async Task<HttpStatusCode> RefusedAsync(TestService service, params (string Name, string Value)[] headers)
    {
        using var socket = new GraphQLSocket();
        socket._socket.Options.AddSubProtocol(Protocol);
        socket._socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers) socket._socket.Options.SetRequestHeader(name, value);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(service));
        return socket._socket.HttpStatusCode;
    }

    /// <summary>Connects and is acknowledged.</summary>
    internal static async Task<GraphQLSocket> StartAsync(TestService service)
    {
        var socket = await OpenAsync(service, Protocol);
        await socket.SendAsync("""{"type":"connection_init"}""");
        Assert.Equal("""{"type":"connection_ack"}""", await socket.ReceiveTextAsync());
        return socket;
    }

    /// <summary>Introduces itself with a token. What comes of it is for the test to receive.</summary>
    internal Task IntroduceAsync(string authorization) =>
        SendAsync(JsonSerializer.Serialize(new { type = "connection_init", payload = new { Authorization = authorization } }));

    internal Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    internal Task SendAsync(byte[] bytes, WebSocketMessageType type) => _socket.SendAsync(bytes, type, endOfMessage: true, Cancellation);

    internal Task SubscribeAsync(string id, string query, object? variables = null) =>
        SendAsync(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query, variables } }));

    internal Task CompleteAsync(string id) => SendAsync(JsonSerializer.Serialize(new { id, type = "complete" }));

    /// <summary>The next whole message; null where the service closes or the connection breaks.</summary>
    internal async Task<string?> ReceiveTextAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), Cancellation).AsTask()
                    .WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
                if (received.MessageType is WebSocketMessageType.Close) return null;
                message.Write(buffer, 0, received.Count);
                if (received.EndOfMessage) return Encoding.UTF8.GetString(message.ToArray());
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }

    internal async Task<JsonElement> ReceiveAsync() => JsonElement.Parse(Assert.IsType<string>(await ReceiveTextAsync()));

    /// <summary>The payload of the next message, which is of this type and operation.</summary>
    internal async Task<JsonElement> ReceiveAsync(string type, string id)
    {
        var message = await ReceiveAsync();
        Assert.True(message.GetProperty("type").GetString() == type && message.GetProperty("id").GetString() == id, message.GetRawText());
        return message.TryGetProperty("payload", out var payload) ? payload : default;
    }

    /// <summary>Asserts that the service closes next, and answers it.</summary>
    internal async Task AssertClosedAsync(int code)
    {
        Assert.Null(await ReceiveTextAsync());
        Assert.Equal((WebSocketCloseStatus)code, CloseStatus);
        Assert.NotEmpty(CloseReason!);
        await _socket.CloseOutputAsync((WebSocketCloseStatus)code, "", Cancellation);
    }

    /// <summary>Closes and waits for the service's answer.</summary>
    internal Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);

    private Task ConnectAsync(TestService service)
    {
        var address = new UriBuilder(service.Address) { Scheme = "ws", Path = "/graphql" }.Uri;
        return _socket.ConnectAsync(address, _invoker, Cancellation).WaitAsync(Eventually.Limit, TimeProvider.System, Cancellation);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _invoker.Dispose();
    }

    /// <summary>With hardly any room for what its client does not read.</summary>
    internal static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 * 1024 };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

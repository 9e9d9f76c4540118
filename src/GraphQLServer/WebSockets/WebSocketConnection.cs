using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using GraphQLServer.Requests;
using Microsoft.Extensions.Logging;

namespace GraphQLServer.WebSockets;

/// <summary>One connection of the graphql-transport-ws protocol, from its opening to its end.</summary>
internal sealed class WebSocketConnection : IDisposable
{
    private static readonly TimeSpan InitialisationTimeout = TimeSpan.FromSeconds(10);

    private readonly WebSocket _socket;
    private readonly WebSocketServices _services;
    private readonly ILogger _log;
    private readonly WebSocketSender _sender;
    private readonly WebSocketClosing _closing;
    private readonly WebSocketReceiver _receiver;
    private readonly WebSocketOperations _operations;
    private IClient _client;
    private bool _initialised;

    /// <param name="client">The client as identified by the request that opened the connection.</param>
    internal WebSocketConnection(WebSocket socket, IClient client, WebSocketServices services, ILogger log)
    {
        _socket = socket;
        _client = client;
        _services = services;
        _log = log;
        _sender = new WebSocketSender(socket, services.Time);
        _closing = new WebSocketClosing(socket, _sender, services.Time);
        _receiver = new WebSocketReceiver(socket, _closing, services.Admission, services.Time);
        _operations = new WebSocketOperations(_sender, _closing, services);
    }

    /// <summary>Also runs a connection that is closed at once: messages are read until the client answers the close.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(
            static state => _ = ((WebSocketClosing)state!).BeginAsync(CloseCode.GoingAway, "The service is shutting down."), _closing);
        await using var initialisation = _services.Time.CreateTimer(
            static state => ((WebSocketConnection)state!).CloseUninitialised(), this, InitialisationTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            while (await _receiver.ReceiveAsync(_client) is { } message)
            {
                using (message)
                {
                    await TakeAsync(message.Root);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client disconnected without a close.
        }
        finally
        {
            await _closing.EndAsync();
            await _operations.DrainAsync();
            if (_socket.State is WebSocketState.CloseReceived) await _sender.CloseAsync((CloseCode)WebSocketCloseStatus.NormalClosure, "");
        }
    }

    internal Task CloseAsync(CloseCode code, string reason) => _closing.BeginAsync(code, reason);

    public void Dispose()
    {
        _sender.Dispose();
        _closing.Dispose();
    }

    private Task TakeAsync(JsonElement message)
    {
        var (type, id, payload) = Parts(message);
        switch (type)
        {
            case "connection_init" when _initialised:
                return CloseAsync(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
            case "connection_init":
                return InitialiseAsync(payload);
            case "ping":
                return _sender.TrySendAsync("pong", id: null, default, _closing.Ended);
            case "pong":
                return Task.CompletedTask;
            case "subscribe" when !_initialised:
                return CloseAsync(CloseCode.Unauthorized, "Unauthorized");
            case "subscribe" or "complete" when id is not { Length: > 0 and <= StreamLimits.MaxIdLength }:
                return CloseAsync(CloseCode.BadRequest, $"'id' must be a string of 1 to {StreamLimits.MaxIdLength} characters.");
            case "subscribe" when payload is { } request:
                return _operations.StartAsync(id!, _client, BytesOf(request), () => Read(request));
            case "subscribe":
                return CloseAsync(CloseCode.BadRequest, "'payload' is missing: it has the request.");
            case "complete":
                return _operations.EndAsync(id!);
            default:
                return CloseAsync(CloseCode.BadRequest, "'type' must be connection_init, subscribe, complete, ping or pong.");
        }
    }

    private GraphQLRequest Read(JsonElement payload) => RequestReader.Read(payload, _services.Serializer) with { Bytes = BytesOf(payload) };

    private static long BytesOf(JsonElement payload) => JsonMarshal.GetRawUtf8Value(payload).Length;

    private async Task InitialiseAsync(JsonElement? payload)
    {
        _initialised = true;
        try
        {
            if (AuthorizationIn(payload) is { } authorization) _client = await _services.Clients.IdentifyAsync(_client, authorization, _closing.Ended);
            _client.EnsureValid();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await RefuseAsync(exception);
            return;
        }

        await _sender.TrySendAsync("connection_ack", id: null, default, _closing.Ended);
    }

    private Task RefuseAsync(Exception exception)
    {
        if (_services.Errors.RefusalsOf(exception) is [{ Challenge: not null } refusal, ..])
        {
            _client.CountRefusal();
            return CloseAsync(CloseCode.Forbidden, refusal.Message);
        }

        _log.OperationFailed(exception);
        return CloseAsync(CloseCode.TryAgainLater, "The access token cannot be checked now. Try again later.");
    }

    private void CloseUninitialised()
    {
        if (!Volatile.Read(ref _initialised)) _ = CloseAsync(CloseCode.InitialisationTimeout, "Connection initialisation timeout");
    }

    /// <summary>The value that an Authorization header would have; null if the payload has none.</summary>
    private static string? AuthorizationIn(JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } parameters) return null;
        try
        {
            foreach (var parameter in parameters.EnumerateObject())
            {
                if (parameter.Value.ValueKind is JsonValueKind.String && parameter.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                    return parameter.Value.GetString();
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            return "Bearer"; // Text that is not valid Unicode is not a valid token.
        }
    }

    /// <summary>A part is null if it is missing or of another type. All are null if the message is not valid Unicode.</summary>
    private static (string? Type, string? Id, JsonElement? Payload) Parts(JsonElement message)
    {
        try
        {
            return (Text(message, "type"), Text(message, "id"), message.TryGetProperty("payload", out var payload) ? payload : null);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.Rest;
using Microsoft.IO;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Transport.WebSockets;

/// <summary>One connection by the graphql-transport-ws protocol, from its opening to its end.</summary>
internal sealed class WebSocketConnection(
    WebSocket socket,
    WebSocketVisitor visitor,
    BodyMemory memory,
    OperationRunner runner,
    PersistedDocuments persisted,
    IGraphQLTextSerializer serializer,
    TimeProvider time,
    ILogger log) : IDisposable
{
    /// <summary>Large reports go over HTTP.</summary>
    private const int MaxMessageBytes = 1024 * 1024;

    private const string NoObject = "A message must be a JSON object.";

    private static readonly TimeSpan InitialisationTimeout = TimeSpan.FromSeconds(10);

    private readonly WebSocketSender _sender = new(socket, time);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1; // The connection itself.
    private int _closing;
    private bool _initialised;

    /// <summary>Also for one that is closed at once: its messages are read until its client answers.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(static state => _ = ((WebSocketConnection)state!).CloseAsync(CloseCode.GoingAway, "The service stops."), this);
        await using var initialisation = time.CreateTimer(
            static state => ((WebSocketConnection)state!).CloseUninitialised(), this, InitialisationTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            while (await ReceiveAsync() is { } message)
            {
                using (message)
                {
                    await TakeAsync(message.RootElement);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client has gone without a word.
        }
        finally
        {
            await _ended.CancelAsync();
            Release();
            await _idle.Task;
            if (socket.State is WebSocketState.CloseReceived) await _sender.CloseAsync((CloseCode)WebSocketCloseStatus.NormalClosure, "");
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _ended.Dispose();
    }

    /// <returns>Null at the connection's end.</returns>
    private async Task<JsonDocument?> ReceiveAsync()
    {
        while (true)
        {
            // Without a buffer: most connections wait here, and nearly always.
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (received.MessageType is WebSocketMessageType.Close) return null;
            using var message = PooledStreams.Create();
            using var held = new HeldBytes(memory, visitor.IsAnonymous);
            await using var deadline = received.EndOfMessage ? null : time.CreateTimer(
                static state => ((WebSocket)state!).Abort(), socket, StreamLimits.SlowMessage, Timeout.InfiniteTimeSpan);
            while (!received.EndOfMessage)
            {
                received = await socket.ReceiveAsync(message.GetMemory(4096), CancellationToken.None);
                if (received.MessageType is WebSocketMessageType.Close) return null;
                message.Advance(received.Count);
                if (message.Length <= MaxMessageBytes && held.TryHold(message.Length)) continue;
                if (message.Length <= MaxMessageBytes)
                {
                    await CloseAsync(CloseCode.TryAgainLater, "Too many large messages come at once.");
                    message.SetLength(0);
                    continue;
                }

                await CloseAsync(CloseCode.MessageTooBig, $"A message has at most {MaxMessageBytes} bytes.");
                message.SetLength(0);
            }

            if (Volatile.Read(ref _closing) == 1) continue; // Only the client's own closing is of interest now.
            var (document, fault) = received.MessageType is WebSocketMessageType.Text ? Parse(message) : (null, NoObject);
            if (document is not null) return document;
            await CloseAsync(CloseCode.BadRequest, fault);
        }
    }

    /// <returns>The message, or what is wrong with it.</returns>
    private (JsonDocument? Document, string Fault) Parse(RecyclableMemoryStream message)
    {
        message.Position = 0;
        try
        {
            JsonSize.Ensure(message.GetReadOnlySequence(), "message", "The message", visitor.MaxJsonValues);
            var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind is JsonValueKind.Object) return (document, "");
            document.Dispose();
            return (null, NoObject);
        }
        catch (JsonException)
        {
            return (null, NoObject);
        }
        catch (MalformedRequestException exception)
        {
            return (null, exception.Message);
        }
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
                return TrySendAsync("pong", id: null, default);
            case "pong":
                return Task.CompletedTask;
            case "subscribe" when !_initialised:
                return CloseAsync(CloseCode.Unauthorized, "Unauthorized");
            case "subscribe" when id is { Length: > 0 } && payload is { } request:
                return SubscribeAsync(id, request);
            case "complete" when id is not null:
                return _operations.TryRemove(id, out var cancellation) ? TryCancelAsync(cancellation) : Task.CompletedTask;
            default:
                return CloseAsync(CloseCode.BadRequest, "The message is none of graphql-transport-ws, or a part of it is missing.");
        }
    }

    private async Task InitialiseAsync(JsonElement? payload)
    {
        _initialised = true;
        var isWelcome = await IsWelcomeAsync(payload);
        if (isWelcome is true) await TrySendAsync("connection_ack", id: null, default);
        else if (isWelcome is false) await CloseAsync(CloseCode.Forbidden, AccessRefusedException.NotValid().Message);
        else await CloseAsync(CloseCode.TryAgainLater, "The service cannot tell now whose the access token is.");
    }

    /// <returns>Null where the storage does not tell.</returns>
    private async Task<bool?> IsWelcomeAsync(JsonElement? payload)
    {
        try
        {
            return await visitor.TryIntroduceAsync(payload, _ended.Token);
        }
        catch (InvalidOperationException)
        {
            return false; // Text that is not valid Unicode.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.OperationFailed(exception);
            return null;
        }
    }

    /// <summary>Null is what is not there or of another type; all of it where the message's text is not valid Unicode.</summary>
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

    private async Task SubscribeAsync(string id, JsonElement payload)
    {
        GraphQLHttpRequest request;
        try
        {
            visitor.EnsureWithinRate();
            request = persisted.Resolve(GraphQLRequestReader.Read(payload, serializer) with { Bytes = JsonMarshal.GetRawUtf8Value(payload).Length });
            if (Volatile.Read(ref _running) > StreamLimits.MaxOperations) // Those that are ended and not gone yet count, too.
                throw MalformedRequestException.Refused("TOO_LARGE", "id", $"A connection has at most {StreamLimits.MaxOperations} operations at once.");
        }
        catch (MalformedRequestException exception)
        {
            await RefuseAsync(id, exception.ToResult());
            return;
        }

        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        if (!_operations.TryAdd(id, cancellation))
        {
            cancellation.Dispose();
            await CloseAsync(CloseCode.SubscriberAlreadyExists, "Subscriber for that id already exists");
            return;
        }

        Interlocked.Increment(ref _running);
        _ = Task.Run(() => RunOperationAsync(id, request, cancellation), CancellationToken.None);
    }

    private async Task RunOperationAsync(string id, GraphQLHttpRequest request, CancellationTokenSource cancellation)
    {
        try
        {
            var refusal = await AnswerAsync(id, request, cancellation.Token);
            if (!Leave(id, cancellation)) return; // First of all: with its answer the client may use the id again.
            if (refusal is null) await TrySendAsync("complete", id, default);
            else await RefuseAsync(id, refusal);
        }
        catch (OperationCanceledException)
        {
            // Its client does not want it any more.
        }
        catch (SubscriberTooSlowException exception)
        {
            await CloseAsync(CloseCode.TryAgainLater, exception.Message);
        }
        catch (WebSocketException)
        {
            // The client has gone; the receiving side says so too.
        }
        catch (Exception exception)
        {
            if (Leave(id, cancellation)) await RefuseAsync(id, ErrorTranslation.ResultOf(exception, log));
        }
        finally
        {
            Leave(id, cancellation);
            cancellation.Dispose();
            Release();
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _running) == 0) _idle.SetResult();
    }

    /// <returns>Why it was refused; null where it was answered.</returns>
    private async Task<ExecutionResult?> AnswerAsync(string id, GraphQLHttpRequest request, CancellationToken cancellationToken)
    {
        var document = runner.TryParse(request);
        var caller = await visitor.CallerAsync(cancellationToken);
        OperationAccess.Ensure(caller, document, request.OperationName);
        await foreach (var message in runner.RunAsync(request, document, caller, cancellationToken))
        {
            if (message.Refusal is { } refusal) return refusal;
            await _sender.SendAsync("next", id, message.Payload, cancellationToken);
        }

        return null;
    }

    /// <returns>False where its client has ended it already, and may have given its id to another.</returns>
    private bool Leave(string id, CancellationTokenSource cancellation) => _operations.TryRemove(new(id, cancellation));

    private async Task RefuseAsync(string id, ExecutionResult result)
    {
        if (GraphQLRefusals.IsRefusal(result)) visitor.CountRefusal();
        using var errors = PooledStreams.Create();
        await serializer.WriteAsync(errors, result.Errors!.ToArray(), CancellationToken.None);
        await TrySendAsync("error", id, errors.ToExactArray());
    }

    private async Task TrySendAsync(string type, string? id, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await _sender.SendAsync(type, id, payload, _ended.Token);
        }
        catch (SubscriberTooSlowException)
        {
            // It is being closed for that.
        }
    }

    private void CloseUninitialised()
    {
        if (!Volatile.Read(ref _initialised)) _ = CloseAsync(CloseCode.InitialisationTimeout, "Connection initialisation timeout");
    }

    /// <summary>Begins the end; the client's answer ends it, or its silence.</summary>
    internal async Task CloseAsync(CloseCode code, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 1) return;
        foreach (var cancellation in _operations.Values) await TryCancelAsync(cancellation);
        await _sender.CloseAsync(code, reason);
        _ = AbortAfterGraceAsync();
    }

    private async Task AbortAfterGraceAsync()
    {
        try
        {
            await Task.Delay(StreamLimits.ClosingGrace, time, _ended.Token);
            socket.Abort();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private static async Task TryCancelAsync(CancellationTokenSource cancellation)
    {
        try
        {
            await cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }
}

using System.Net.WebSockets;
using System.Text.Json;
using GraphQLServer.Limits;
using Microsoft.IO;

namespace GraphQLServer.WebSockets;

/// <summary>Receives whole messages. Closes the connection if a message exceeds its limits.</summary>
internal sealed class WebSocketReceiver(WebSocket socket, WebSocketClosing closing, IRequestAdmission admission, TimeProvider time)
{
    /// <summary>Larger reports go over HTTP.</summary>
    private const int MaxMessageBytes = 1024 * 1024;

    private const string TooMany = "Too many large messages are being received.";
    private const string NotAnObject = "A message must be a JSON object.";

    /// <param name="client">The client as identified so far.</param>
    /// <returns>A JSON object; null at the connection's end.</returns>
    internal async Task<ReceivedMessage?> ReceiveAsync(IClient client)
    {
        while (true)
        {
            // Without a buffer: most connections wait here most of the time.
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (received.MessageType is WebSocketMessageType.Close) return null;
            var memory = admission.HoldMessage(client);
            var isTaken = false;
            try
            {
                using var message = PooledStreams.Create();
                if (!received.EndOfMessage && !await ReadAsync(message, memory)) return null;
                if (closing.IsBegun) continue; // Only the client's close matters now.
                var (document, fault) = received.MessageType is WebSocketMessageType.Text ? await ParseInTurnAsync(message, client) : (null, NotAnObject);
                isTaken = document is not null;
                if (document is not null) return new ReceivedMessage(document, memory);
                await closing.BeginAsync(CloseCode.BadRequest, fault);
            }
            finally
            {
                if (!isTaken) memory.Dispose();
            }
        }
    }

    /// <returns>False at the connection's end.</returns>
    private async Task<bool> ReadAsync(RecyclableMemoryStream message, IMessageMemory held)
    {
        await using var deadline = time.CreateTimer(static state => ((WebSocket)state!).Abort(), socket, StreamLimits.SlowMessage, Timeout.InfiniteTimeSpan);
        while (true)
        {
            var received = await socket.ReceiveAsync(message.GetMemory(4096), CancellationToken.None);
            if (received.MessageType is WebSocketMessageType.Close) return false;
            message.Advance(received.Count);
            if (message.Length > MaxMessageBytes)
                await DropAsync(message, CloseCode.MessageTooBig, $"A message has at most {MaxMessageBytes} bytes.");
            else if (!held.TryHold(message.Length))
                await DropAsync(message, CloseCode.TryAgainLater, TooMany);
            if (received.EndOfMessage) return true;
        }
    }

    private async Task DropAsync(RecyclableMemoryStream message, CloseCode code, string reason)
    {
        await closing.BeginAsync(code, reason);
        message.SetLength(0);
    }

    private async Task<(JsonDocument? Document, string Fault)> ParseInTurnAsync(RecyclableMemoryStream message, IClient client)
    {
        try
        {
            using var turn = await admission.TakeParsingTurnAsync(client, message.Length, closing.Begun);
            return Parse(message, client);
        }
        catch (Exception exception) when (exception is not WebSocketException)
        {
            await closing.BeginAsync(CloseCode.TryAgainLater, TooMany);
            return (null, TooMany);
        }
    }

    /// <returns>The message, or its fault.</returns>
    private static (JsonDocument? Document, string Fault) Parse(RecyclableMemoryStream message, IClient client)
    {
        message.Position = 0;
        try
        {
            JsonSize.Ensure(message.GetReadOnlySequence(), "message", "The message", JsonSize.MaxValuesFor(client));
            var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind is JsonValueKind.Object) return (document, "");
            document.Dispose();
            return (null, NotAnObject);
        }
        catch (JsonException)
        {
            return (null, NotAnObject);
        }
        catch (RefusedException exception)
        {
            return (null, exception.Message);
        }
    }
}

/// <summary>A message, counted until it is disposed.</summary>
internal sealed class ReceivedMessage(JsonDocument document, IMessageMemory memory) : IDisposable
{
    internal JsonElement Root => document.RootElement;

    public void Dispose()
    {
        document.Dispose();
        memory.Dispose();
    }
}

using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace GraphQLServer.WebSockets;

/// <summary>Sends whole messages, one at a time. There is no queue: a caller waits until its message is sent.</summary>
internal sealed class WebSocketSender(WebSocket socket, TimeProvider time) : IDisposable
{
    /// <summary>
    /// Longer payloads are sent in frames of this size. Each frame is copied with its header into a buffer of 32 KiB. A buffer of 64 KiB
    /// would count as a large object, and hundreds of those at a time overload the garbage collector.
    /// </summary>
    private const int MaxCopiedBytes = (32 * 1024) - 256;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _closed;

    /// <param name="payload">JSON; empty for none.</param>
    /// <exception cref="SubscriberTooSlowException">The message was not sent in time.</exception>
    internal async Task SendAsync(string type, string? id, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var head = Head(type, id, hasPayload: !payload.IsEmpty);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_closed) return;
            var sending = SendAsync(head, payload);
            try
            {
                await sending.WaitAsync(StreamLimits.SlowSend, time, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                _closed = true;
                if (await IsDoneInGraceAsync(sending)) await CloseOutputAsync(CloseCode.TryAgainLater, StreamLimits.TooSlow);
                else socket.Abort();
                throw new SubscriberTooSlowException(StreamLimits.TooSlow);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does the same, but does not throw if the client reads too slowly: its connection is already being closed.</summary>
    internal async Task TrySendAsync(string type, string? id, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(type, id, payload, cancellationToken);
        }
        catch (SubscriberTooSlowException)
        {
            // The connection is being closed.
        }
    }

    /// <summary>Sends the close. Later messages are dropped.</summary>
    internal async Task CloseAsync(CloseCode code, string reason)
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed) return;
            _closed = true;
            if (!await IsDoneInGraceAsync(CloseOutputAsync(code, reason))) socket.Abort();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(byte[] head, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > MaxCopiedBytes)
        {
            await socket.SendAsync(head.AsMemory(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            // In pieces: each frame is copied, and a slow reader holds the copy.
            for (var rest = payload; !rest.IsEmpty; rest = rest[Math.Min(MaxCopiedBytes, rest.Length)..])
            {
                await socket.SendAsync(rest[..Math.Min(MaxCopiedBytes, rest.Length)], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
                await Task.Yield(); // Lets other work run: the system can accept all pieces at once.
            }

            await socket.SendAsync("}"u8.ToArray().AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return;
        }

        var length = head.Length + payload.Length + 1;
        var message = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            head.CopyTo(message, 0);
            payload.CopyTo(message.AsMemory(head.Length));
            message[length - 1] = (byte)'}';
            await socket.SendAsync(message.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private async Task<bool> IsDoneInGraceAsync(Task task)
    {
        try
        {
            await task.WaitAsync(StreamLimits.ClosingGrace, time, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or WebSocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task CloseOutputAsync(CloseCode code, string reason)
    {
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The connection is already gone.
        }
    }

    /// <summary>A message without its closing brace.</summary>
    private static byte[] Head(string type, string? id, bool hasPayload)
    {
        var head = id is null ? $$"""{"type":"{{type}}" """ : $$"""{"id":{{JsonSerializer.Serialize(id)}},"type":"{{type}}" """;
        return Encoding.UTF8.GetBytes(hasPayload ? head.TrimEnd() + ",\"payload\":" : head.TrimEnd());
    }
}

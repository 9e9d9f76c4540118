using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>One WebSocket with its subscriptions. What the service says is read all the time, so that it is never the reader who is slow.</summary>
internal sealed class HeldSubscriptions
{
    private const string Protocol = "graphql-transport-ws";

    private readonly WebSocket _socket;
    private readonly Tally _tally;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _open;
    private volatile bool _isClosed;

    private HeldSubscriptions(WebSocket socket, AttackTurn turn)
    {
        (_socket, _tally) = (socket, turn.Tally);
        _reading = Task.Run(() => ReadAsync(turn.Cancelled), CancellationToken.None);
    }

    /// <returns>Null where the service takes no WebSocket.</returns>
    internal static async Task<HeldSubscriptions?> OpenAsync(Socket socket, AttackTurn turn)
    {
        try
        {
            await socket.SendAsync(WebSocketText.Upgrade, turn.Cancelled);
            var head = new byte[4096]; // A service says nothing more before it is asked.
            var read = await socket.ReceiveAsync(head.AsMemory(), turn.Cancelled);
            if (HttpText.Status(head.AsSpan(0, read)) is 101)
            {
                var stream = new NetworkStream(socket, ownsSocket: true);
                return new HeldSubscriptions(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { SubProtocol = Protocol }), turn);
            }

            turn.Tally.Add(read == 0 ? Tally.Closed : HttpText.Text(HttpText.Status(head.AsSpan(0, read))));
        }
        catch (SocketException)
        {
            turn.Tally.Add(Tally.Closed);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        return null;
    }

    /// <summary>Until the service has taken all of them, or has ended the connection.</summary>
    internal async Task SubscribeAsync(int count, Func<int, string> message, AttackTurn turn)
    {
        try
        {
            await SendAsync("""{"type":"connection_init"}""", turn);
            for (var id = 0; id < count && !turn.IsEnding && !_isClosed; id++)
            {
                await SendAsync(message(id), turn);
                Interlocked.Increment(ref _open);
                turn.Tally.Open();
            }

            await SendAsync("""{"type":"ping"}""", turn); // Messages are taken in order.
            await _answered.Task.WaitAsync(turn.Cancelled);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            // The service has ended it, which the reader counts.
        }
    }

    /// <summary>Counts what is still there, and lets go of it.</summary>
    internal async Task EndAsync(Tally tally)
    {
        for (var i = Volatile.Read(ref _open); i > 0; i--) tally.Add(_isClosed ? Tally.Closed : WebSocketFlood.Open);
        _socket.Dispose();
        await _reading;
    }

    private async Task SendAsync(string text, AttackTurn turn) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, turn.Cancelled);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096]; // What the service says here is short.
        try
        {
            while (await _socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } received)
            {
                var text = buffer.AsSpan(0, received.Count);
                if (text.IndexOf("\"type\":\"pong\""u8) >= 0) _answered.TrySetResult();
                if (text.IndexOf("\"type\":\"error\""u8) < 0) continue;
                Interlocked.Decrement(ref _open);
                _tally.Add(HttpText.Code(text) is { IsEmpty: false } code ? Encoding.ASCII.GetString(code) : "error");
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended.
        }

        _isClosed = true;
        _answered.TrySetResult();
    }
}

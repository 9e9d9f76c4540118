using System.Net.Sockets;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Many WebSockets, opened as fast as they are taken and then left open; pings are answered. What is refused is not tried again.</summary>
/// <param name="sockets">Of all clients together.</param>
/// <param name="messages">What each sends once it is taken.</param>
internal sealed class WebSocketFlood(string name, int sockets, byte[] messages, params string[] expected) : Attack(name, expected)
{
    /// <summary>The outcome of one that is taken and still there at the end.</summary>
    internal const string Open = "open";

    internal override string Held => "connections";

    protected override async Task RunClientAsync(int client, AttackTurn turn)
    {
        var taken = new List<(Socket Socket, Task Answering)>();
        var buffer = new byte[4096];
        try
        {
            for (var i = ShareOf(client, turn, sockets); i > 0 && !turn.IsEnding; i--)
            {
                if (await OpenAsync(client, turn, buffer) is { } socket) taken.Add((socket, AnswerPingsAsync(socket, turn.Cancelled)));
            }

            await HoldAsync(turn);
            foreach (var (_, answering) in taken) turn.Tally.Add(answering.IsCompleted ? Tally.Closed : Open);
        }
        catch (OperationCanceledException)
        {
            turn.Tally.Add(Tally.Unanswered);
        }
        finally
        {
            foreach (var (socket, answering) in taken)
            {
                socket.Dispose();
                await answering;
            }
        }
    }

    private async Task<Socket?> OpenAsync(int client, AttackTurn turn, byte[] buffer)
    {
        var socket = await ConnectAsync(client, turn);
        if (socket is null) return null;
        try
        {
            await socket.SendAsync(WebSocketText.Upgrade, turn.Cancelled);
            var read = await socket.ReceiveAsync(buffer.AsMemory(), turn.Cancelled);
            var status = HttpText.Status(buffer.AsSpan(0, read));
            if (status == 101)
            {
                await socket.SendAsync(messages, turn.Cancelled);
                turn.Tally.Open();
                return socket;
            }

            turn.Tally.Add(read == 0 ? Tally.Closed : HttpText.Text(status));
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

    /// <summary>Ends where the connection does.</summary>
    private static async Task AnswerPingsAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[256]; // What the service says here is short.
        try
        {
            for (var read = 1; read > 0;)
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (WebSocketText.PongTo(buffer.AsSpan(0, read)) is { } pong) await socket.SendAsync(pong, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended.
        }
    }
}

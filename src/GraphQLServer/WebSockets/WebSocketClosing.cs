using System.Net.WebSockets;

namespace GraphQLServer.WebSockets;

/// <summary>The close of a connection. It begins once, by either side, and ends with the client's answer or after a grace period.</summary>
internal sealed class WebSocketClosing(WebSocket socket, WebSocketSender sender, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _ended = new();
    private int _isBegun;

    /// <summary>Cancelled when the server begins to close the connection, and when the connection has ended.</summary>
    internal CancellationToken Begun => _begun.Token;

    /// <summary>Cancelled when nothing more will come from the client.</summary>
    internal CancellationToken Ended => _ended.Token;

    internal bool IsBegun => Volatile.Read(ref _isBegun) == 1;

    internal async Task BeginAsync(CloseCode code, string reason)
    {
        if (Interlocked.Exchange(ref _isBegun, 1) == 1) return;
        await _begun.CancelAsync();
        await sender.CloseAsync(code, reason);
        _ = AbortAfterGraceAsync();
    }

    internal async Task EndAsync()
    {
        await _ended.CancelAsync();
        await _begun.CancelAsync();
    }

    public void Dispose()
    {
        _begun.Dispose();
        _ended.Dispose();
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
            // The connection has ended.
        }
    }
}

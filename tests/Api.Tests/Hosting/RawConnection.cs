using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>HTTP by hand, for what a client library would hide.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sends one request, after which the service is to close the connection.</summary>
    internal static async Task<RawConnection> SendAsync(Uri address, string method, string path, string? encoding = null)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), Cancellation);
        var accept = encoding is null ? "" : $"Accept-Encoding: {encoding}\r\n";
        var request = $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{accept}Connection: close\r\n\r\n";
        await connection._socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        return connection;
    }

    /// <summary>Reads this much, or less where the service ends before.</summary>
    internal async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < length && await _socket.ReceiveAsync(bytes.AsMemory(read), Cancellation) is > 0 and var count) read += count;
        return bytes[..read];
    }

    /// <summary>Goes away at once, as a process that is killed.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>HTTP by hand, for what a client library would hide.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects, without a word.</summary>
    internal static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), Cancellation);
        return connection;
    }

    /// <summary>Sends one request, after which the service is to close the connection.</summary>
    internal static async Task<RawConnection> SendAsync(Uri address, string method, string path, string? encoding = null)
    {
        var connection = await OpenAsync(address);
        var accept = encoding is null ? "" : $"Accept-Encoding: {encoding}\r\n";
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{accept}Connection: close\r\n\r\n");
        return connection;
    }

    internal Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    internal async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), Cancellation);
    }

    /// <summary>Reads this much, or less where the service ends before.</summary>
    internal async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < length && await _socket.ReceiveAsync(bytes.AsMemory(read), Cancellation) is > 0 and var count) read += count;
        return bytes[..read];
    }

    /// <summary>All that comes until the service closes.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await _socket.ReceiveAsync(buffer, Cancellation) is > 0 and var count) all.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Goes away at once, as a process that is killed.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}

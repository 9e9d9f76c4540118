using GroupResults.Api.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GroupResults.Api.Admission;

/// <summary>Limits what one connection may hold and how slow it may be. Protects memory and connections from clients that stall.</summary>
internal static class ConnectionLimits
{
    /// <summary>The operating system doubles it for its own bookkeeping.</summary>
    private const int SendBufferBytes = 256 * 1024;

    private const int ReceiveBufferBytes = 256 * 1024;

    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    internal static void UseLimits(this KestrelServerOptions kestrel, HttpSettings settings)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = settings.MaxBodyBytes;
        limits.MaxRequestBufferSize = ReceiveBufferBytes;
        limits.MaxConcurrentConnections = settings.MaxConnections;
        limits.RequestHeadersTimeout = settings.HeaderTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(settings.MinBytesPerSecond, RateGrace);
        limits.MinResponseDataRate = new MinDataRate(settings.MinBytesPerSecond, RateGrace);
    }

    /// <summary>
    /// By default the operating system lets each connection hold up to 4 MiB that its reader does not take, and 6 MiB of a body that is
    /// refused unread. A few hundred such connections slow down every connection on the machine.
    /// </summary>
    internal static void UseBoundedBuffers(this SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = static endpoint =>
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBufferBytes; // Accepted sockets inherit it.
        socket.ReceiveBufferSize = ReceiveBufferBytes;
        return socket;
    };
}

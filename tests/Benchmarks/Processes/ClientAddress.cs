using System.Net;
using System.Net.Sockets;

namespace GroupResults.Benchmarks.Processes;

/// <summary>A loopback address for each client: the service's limits tell clients without a token apart by address.</summary>
internal static class ClientAddress
{
    internal static IPEndPoint Of(int client) => new(new IPAddress([127, 0, 1, checked((byte)(client + 1))]), 0);

    /// <summary>A client that connects from its own address, without a token.</summary>
    internal static HttpClient CreateClient(int client, Uri service) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(Of(client));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = service,
    };
}

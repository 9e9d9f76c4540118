using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>The limits of one WebSocket or event stream.</summary>
public static class StreamLimits
{
    /// <summary>The time to send a message. After it, the reader counts as too slow.</summary>
    public static readonly TimeSpan SlowSend = TimeSpan.FromSeconds(10);

    /// <summary>The time from the first byte of a client's message to its last. After it, the connection is cut.</summary>
    public static readonly TimeSpan SlowMessage = TimeSpan.FromSeconds(30);

    /// <summary>The time for a disconnected reader to receive what is in flight, and to answer the close.</summary>
    public static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(5);

    /// <summary>The time to open a reserved event stream, including the wait for a place. After it, the stream is dropped.</summary>
    public static readonly TimeSpan Opening = TimeSpan.FromSeconds(60);

    /// <summary>The interval of keep-alive messages: proxies would take a quiet stream for a dead one.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The maximum size of a subscription, or of any operation on a reserved event stream, which is in memory as long as it runs.</summary>
    internal const int MaxHeldRequestBytes = 64 * 1024;

    /// <summary>The maximum number of concurrent operations on one connection.</summary>
    internal const int MaxOperations = 100;

    /// <summary>The characters of the id that a client gives to an operation.</summary>
    internal const int MaxIdLength = 256;

    /// <summary>
    /// The system's send buffer of one connection. Smaller than for other connections: streams are numerous and long-lived, and their
    /// messages are usually small.
    /// </summary>
    private const int SendBufferBytes = 64 * 1024;

    internal const string TooSlow = "The client reads too slowly. Subscribe again with the last cursor.";

    internal static void BoundSendBuffer(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } connection) connection.Socket.SendBufferSize = SendBufferBytes;
    }
}

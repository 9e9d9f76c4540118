using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer;

/// <summary>What one WebSocket or event stream may take.</summary>
public static class StreamLimits
{
    /// <summary>A message is that long on its way before its reader counts as too slow.</summary>
    public static readonly TimeSpan SlowSend = TimeSpan.FromSeconds(10);

    /// <summary>A client's message takes no longer from its first byte to its last, or the connection is cut.</summary>
    public static readonly TimeSpan SlowMessage = TimeSpan.FromSeconds(30);

    /// <summary>So long a reader that is sent away has to take what is under way, and to answer the closing.</summary>
    public static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(5);

    /// <summary>A reserved event stream that is not opened by then is forgotten. Whoever opens it may have to wait for a place.</summary>
    public static readonly TimeSpan Opening = TimeSpan.FromSeconds(60);

    /// <summary>Keeps proxies from taking a quiet stream for a dead one.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Of a subscription, and of any operation on a reserved event stream: it is in memory for as long as they last.</summary>
    internal const int MaxHeldRequestBytes = 64 * 1024;

    /// <summary>Of one connection at a time.</summary>
    internal const int MaxOperations = 100;

    /// <summary>
    /// Of the system's, for what is sent and not taken yet. Less than other connections have: streams are many and last, and what goes
    /// over them is small as a rule.
    /// </summary>
    private const int SendBufferBytes = 64 * 1024;

    internal const string TooSlow = "What was sent was not taken for too long. Subscribe again with the last cursor.";

    internal static void BoundSendBuffer(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is { } connection) connection.Socket.SendBufferSize = SendBufferBytes;
    }
}

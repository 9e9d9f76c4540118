using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>WebSockets as bytes, for those who speak without listening.</summary>
internal static class WebSocketText
{
    /// <summary>A pong that nobody asked for, which a service has to take without remark.</summary>
    internal static readonly byte[] Pong = [0x8A, 0x80, 0, 0, 0, 0];

    internal static readonly byte[] Upgrade = HostileRequest.Head(
        "GET /graphql",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aG9zdGlsZSBjbGllbnRzIQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n");

    internal static readonly byte[] Initialisation = Message("""{"type":"connection_init"}""");

    /// <summary>What a ping among whole short frames wants to hear; null where there is none.</summary>
    internal static byte[]? PongTo(ReadOnlySpan<byte> frames)
    {
        const int Ping = 0x9;
        while (frames.Length >= 2)
        {
            var length = frames[1] & 0x7F;
            if (length >= 126 || frames.Length < 2 + length) return null;
            if ((frames[0] & 0xF) == Ping) return [0x8A, (byte)(0x80 | length), 0, 0, 0, 0, .. frames.Slice(2, length)];
            frames = frames[(2 + length)..];
        }

        return null;
    }

    internal static byte[] Subscribe(string id, string query) =>
        Message(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query } }));

    /// <summary>One frame of up to 64 KiB. Its mask is 0, which leaves the text as it is.</summary>
    private static byte[] Message(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)payload.Length));
        return payload.Length < 126
            ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]
            : [0x81, 0x80 | 126, .. length, 0, 0, 0, 0, .. payload];
    }
}

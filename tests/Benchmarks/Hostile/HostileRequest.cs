using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>A request as bytes, made once.</summary>
/// <param name="Bytes">All of it, or its head where more follows.</param>
/// <param name="Repeated">What follows, again and again.</param>
/// <param name="Times">So often.</param>
/// <param name="Ending">What comes last.</param>
internal sealed record HostileRequest(byte[] Bytes, byte[]? Repeated = null, int Times = 0, byte[]? Ending = null)
{
    /// <summary>Where this stands in <see cref="Bytes"/> each request puts a number of its own, in as many hexadecimal digits.</summary>
    internal const string Number = "d00dfeed";

    private const string Json = "Content-Type: application/json\r\n";

    /// <summary>Longer ones are answered, perhaps, before all of them is sent.</summary>
    internal bool IsLarge => Repeated is not null || Bytes.Length > 64 * 1024;

    /// <summary>A text that the service has not seen before, each time.</summary>
    internal static HostileRequest NewQuery(string query) => Query($"#{Number}\n{query}");

    internal static HostileRequest Query(string query, string headers = "") => Post(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { query })), headers);

    internal static HostileRequest Post(byte[] json, string headers = "") => new(WithLength("POST /graphql", Json + headers, json));

    /// <summary>To the address for logs; <paramref name="gzip"/> is what the body unpacks from.</summary>
    internal static HostileRequest Upload(byte[] gzip) => new(WithLength(
        "PUT /api/project/hostile/push/d00d/task/Hostile/0/errorsummary", "Content-Encoding: gzip\r\n", gzip));

    /// <summary>A body of one mebibyte again and again.</summary>
    internal static HostileRequest Endless(int mebibytes, bool chunked)
    {
        var piece = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
        return chunked
            ? new(Head("POST /graphql", Json + "Transfer-Encoding: chunked\r\n"), [.. "100000\r\n"u8, .. piece, .. "\r\n"u8], mebibytes, "0\r\n\r\n"u8.ToArray())
            : new(Head("POST /graphql", string.Create(CultureInfo.InvariantCulture, $"{Json}Content-Length: {mebibytes * piece.Length}\r\n")), piece, mebibytes);
    }

    /// <param name="variables">As JSON.</param>
    internal static HostileRequest QueryWith(string query, string variables) =>
        Post(Encoding.UTF8.GetBytes($$"""{"query":{{JsonSerializer.Serialize(query)}},"variables":{{variables}}}"""));

    /// <returns>The bytes with a number of its own.</returns>
    internal byte[] WithNumber(uint number)
    {
        byte[] bytes = [.. Bytes];
        var digits = Encoding.ASCII.GetBytes(number.ToString("x8", CultureInfo.InvariantCulture));
        digits.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Number))));
        return bytes;
    }

    internal static byte[] Head(string requestLine, string headers) =>
        Encoding.ASCII.GetBytes($"{requestLine} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n");

    private static byte[] WithLength(string requestLine, string headers, byte[] body) =>
        [.. Head(requestLine, string.Create(CultureInfo.InvariantCulture, $"{headers}Content-Length: {body.Length}\r\n")), .. body];
}

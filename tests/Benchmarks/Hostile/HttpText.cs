using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>The little of HTTP and GraphQL that an attacker looks at, found in the bytes.</summary>
internal static class HttpText
{
    internal static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> CodeMark => "\"code\":\""u8;

    /// <returns>0 where the text does not begin like an answer.</returns>
    internal static int Status(ReadOnlySpan<byte> answer) =>
        answer.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(answer[9..], out int status, out _) ? status : 0;

    /// <returns>-1 where the head does not say it.</returns>
    internal static long ContentLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out long length, out _) ? length : -1;
    }

    internal static bool IsChunked(ReadOnlySpan<byte> head) => head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0;

    internal static bool Closes(ReadOnlySpan<byte> head) => head.IndexOf("\r\nConnection: close"u8) >= 0;

    /// <returns>That of the first error; empty where there is none.</returns>
    internal static ReadOnlySpan<byte> Code(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf(CodeMark);
        if (at < 0) return default;
        var code = body[(at + CodeMark.Length)..];
        return code[..Math.Max(0, code.IndexOf((byte)'"'))];
    }

    /// <returns>The status, and the code of the first error where there is one.</returns>
    internal static string Outcome(int status, ReadOnlySpan<byte> body) =>
        Code(body) is { IsEmpty: false } code ? $"{Text(status)} {Encoding.ASCII.GetString(code)}" : Text(status);

    internal static string Text(int status) => status == 0 ? "no HTTP" : status.ToString(CultureInfo.InvariantCulture);
}

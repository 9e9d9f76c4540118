using System.IO.Compression;
using System.Text;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Bodies that are larger than they seem, or just within the limit for bodies.</summary>
internal static class HostileBodies
{
    private const int Megabyte = 1000 * 1000;

    private const int Seed = 7;

    internal static byte[] Numbers(int megabytes) => Json(megabytes, """{"query":"{__typename}","variables":{"a":[""", "1,", "1]}}");

    internal static byte[] Text(int megabytes) => Json(megabytes, """{"query":"{__typename}","variables":{"a":" """, "x", "\"}}");

    internal static byte[] Batch(int count) =>
        Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"query\":\"{__typename}\"}", count))}]");

    internal static byte[] Gzip(char character, int megabytes) =>
        Packed(character, megabytes, stream => new GZipStream(stream, CompressionLevel.SmallestSize));

    internal static byte[] Brotli(char character, int megabytes) =>
        Packed(character, megabytes, stream => new BrotliStream(stream, CompressionLevel.SmallestSize));

    internal static byte[] Garbage(int length)
    {
        var bytes = new byte[length];
        new Random(Seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Json(int megabytes, string begin, string repeated, string end)
    {
        var body = new byte[megabytes * Megabyte];
        body.AsSpan().Fill((byte)' ');
        var at = Encoding.ASCII.GetBytes(begin, body);
        var last = body.Length - end.Length - repeated.Length;
        while (at <= last) at += Encoding.ASCII.GetBytes(repeated, body.AsSpan(at));
        Encoding.ASCII.GetBytes(end, body.AsSpan(at));
        return body;
    }

    private static byte[] Packed(char character, int megabytes, Func<Stream, Stream> pack)
    {
        var piece = Encoding.ASCII.GetBytes(new string(character, Megabyte));
        using var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            for (var i = 0; i < megabytes; i++) stream.Write(piece);
        }

        return packed.ToArray();
    }
}

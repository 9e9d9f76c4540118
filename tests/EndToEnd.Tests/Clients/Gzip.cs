using System.IO.Compression;
using System.Text;

namespace GroupResults.EndToEnd.Tests.Clients;

internal static class Gzip
{
    internal static string Decode(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

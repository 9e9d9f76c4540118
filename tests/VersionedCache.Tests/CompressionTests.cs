using System.IO.Compression;
using System.Text;

namespace VersionedCache.Tests;

public sealed class CompressionTests
{
    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Brotli)]
    public void Decode_OfWhatWasEncoded_IsTheSame(ContentCoding coding)
    {
        var plain = Text(100_000);

        Assert.Equal(plain, Compression.Decode(Compression.Encode(plain, coding), coding));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public void EncodeGzip_WithTwoEndings_IsOneWholeStreamWithEach(int length)
    {
        var common = Text(length);
        byte[] plain = [.. common, .. "the kept ending"u8];

        var (bytes, ending) = Compression.EncodeGzip(plain, new Ending(common.Length, Encoding.UTF8.GetBytes("another, longer ending")));

        Assert.Equal(plain, Unzip(bytes));
        Assert.Equal((byte[])[.. common, .. "another, longer ending"u8], Unzip([.. bytes[..ending.At], .. ending.Bytes.Span]));
    }

    /// <summary>Text, checksum and length are where a reader looks for them, and nothing comes after: else it would let a wrong byte pass.</summary>
    [Fact]
    public void EncodeGzip_WithAWrongByteInAnEnding_IsNoWholeStream()
    {
        var (bytes, ending) = Compression.EncodeGzip([.. Text(1000), .. "end"u8], new Ending(1000, "another"u8.ToArray()));
        byte[] other = [.. bytes[..ending.At], .. ending.Bytes.Span];

        foreach (var whole in (byte[][])[bytes, other])
        {
            for (var at = ending.At + 1; at < whole.Length; at++)
            {
                whole[at] ^= 1;
                Assert.Throws<InvalidDataException>(() => Unzip(whole));
                whole[at] ^= 1;
            }
        }
    }

    private static byte[] Text(int length) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length).Select(number => $"{number} ")))[..length];

    private static byte[] Unzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

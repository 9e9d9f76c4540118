using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.IO;

namespace GroupResults.Application.Caching;

/// <summary>
/// Content codings. The first reader of each version waits for the compressor, and an active push has a new version every
/// few seconds: an autoland's 3.8 MB take 27 ms at gzip's level 4, 43 ms at level 6, which makes them a tenth smaller.
/// </summary>
internal static class Compression
{
    private static readonly ZLibCompressionOptions GzipOptions = new() { CompressionLevel = 4 };

    internal static byte[] Encode(ReadOnlySpan<byte> plain, ContentCoding coding)
    {
        using var target = PooledStreams.Create();
        using (var encoder = Encoder(target, coding))
        {
            encoder.Write(plain);
        }

        return target.ToExactArray();
    }

    /// <summary>Compresses once for two endings.</summary>
    /// <param name="ending">Not from the first byte on.</param>
    /// <returns>The bytes with their own ending, and how they end with the other one.</returns>
    internal static (byte[] Bytes, AnswerEnding Ending) EncodeGzip(ReadOnlySpan<byte> plain, AnswerEnding ending)
    {
        using var target = PooledStreams.Create();
        using var encoder = Encoder(target, ContentCoding.Gzip);
        var common = plain[..ending.At];
        encoder.Write(common);
        encoder.Flush(); // Up to a whole byte, so that what follows can be put there by hand.
        var length = (int)target.Length;
        var checksum = new Crc32();
        checksum.Append(common);
        var own = GzipEnd(checksum, common.Length, plain[ending.At..]);
        var bytes = GC.AllocateUninitializedArray<byte>(length + own.Length);
        target.Position = 0;
        target.ReadExactly(bytes.AsSpan(0, length));
        own.CopyTo(bytes.AsSpan(length));
        return (bytes, new AnswerEnding(length, GzipEnd(checksum, common.Length, ending.Bytes.Span)));
    }

    /// <exception cref="InvalidDataException">The bytes are not of this coding.</exception>
    internal static byte[] Decode(ReadOnlyMemory<byte> encoded, ContentCoding coding)
    {
        using var source = PooledStreams.Create();
        source.Write(encoded.Span);
        source.Position = 0;
        using Stream decoder = coding is ContentCoding.Gzip
            ? new GZipStream(source, CompressionMode.Decompress)
            : new BrotliStream(source, CompressionMode.Decompress);
        using var plain = PooledStreams.Create();
        decoder.CopyTo(plain);
        return plain.ToExactArray();
    }

    private static Stream Encoder(Stream target, ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(target, GzipOptions, leaveOpen: true),
        ContentCoding.Brotli => new BrotliStream(target, new BrotliCompressionOptions { Quality = 5 }, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Plain bytes are not encoded."),
    };

    /// <summary>A last block that is stored as it is (RFC 1951, 3.2.4), and gzip's checksum and length (RFC 1952, 2.3.1).</summary>
    /// <param name="before">Of all bytes before; it is left as it is.</param>
    private static byte[] GzipEnd(Crc32 before, int lengthBefore, ReadOnlySpan<byte> text)
    {
        var size = checked((ushort)text.Length);
        var checksum = before.Clone();
        checksum.Append(text);
        var end = new byte[5 + size + 8];
        end[0] = 1; // The last block, stored.
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(1), size);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(3), (ushort)~size);
        text.CopyTo(end.AsSpan(5));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(5 + size), checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(9 + size), unchecked((uint)(lengthBefore + size)));
        return end;
    }
}

/// <summary>Streams in memory whose blocks are used again: large arrays that live for one request wear the collector out.</summary>
public static class PooledStreams
{
    private static readonly RecyclableMemoryStreamManager Manager = new(new RecyclableMemoryStreamManager.Options
    {
        BlockSize = 64 * 1024,
        MaximumSmallPoolFreeBytes = 32 * 1024 * 1024, // What more is given back goes to the collector.
    });

    public static RecyclableMemoryStream Create() => Manager.GetStream();

    public static byte[] ToExactArray(this RecyclableMemoryStream stream)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }
}

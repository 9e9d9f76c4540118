using System.Buffers;

namespace GroupResults.Application.Ingestion;

/// <summary>Shared by the readers of uploads.</summary>
internal static class Uploads
{
    internal const int InitialBufferBytes = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The gzip magic number (RFC 1952, 2.3.1). No JSON text starts with it.</summary>
    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    /// <param name="start">The first bytes of an upload: three, or all.</param>
    /// <returns>The same without a byte order mark.</returns>
    /// <exception cref="InvalidInputException">The upload is gzip.</exception>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> start, string field)
    {
        if (start.StartsWith(GzipMark)) throw new InvalidInputException(field, "is compressed with gzip; send it with the header Content-Encoding: gzip");
        return start.StartsWith(ByteOrderMark) ? start[ByteOrderMark.Length..] : start;
    }

    /// <summary>Replaces a pooled buffer with one that is twice as large.</summary>
    internal static byte[] Grow(byte[] buffer, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

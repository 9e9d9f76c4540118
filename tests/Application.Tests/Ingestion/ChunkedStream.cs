namespace GroupResults.Application.Tests.Ingestion;

/// <summary>Delivers bytes in pieces as a network does: at most <paramref name="sizes"/>[i] with read i, over and over.</summary>
internal sealed class ChunkedStream(ReadOnlyMemory<byte> content, IReadOnlyList<int> sizes) : Stream
{
    private int _position;
    private int _reads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = Math.Min(Math.Min(buffer.Length, sizes[_reads++ % sizes.Count]), content.Length - _position);
        content.Slice(_position, length).CopyTo(buffer);
        _position += length;
        return ValueTask.FromResult(length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

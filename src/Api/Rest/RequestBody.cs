namespace GroupResults.Api.Rest;

/// <summary>A request's body behind the decompression.</summary>
internal static class RequestBody
{
    internal const string UnknownCoding = "The Content-Encoding must be gzip, br, deflate or none.";
    internal const string BrokenCoding = "The body is not compressed as its Content-Encoding says.";

    /// <summary>What the decompression knows, it has decompressed, and taken the header away.</summary>
    internal static bool HasUnknownCoding(HttpRequest request) =>
        request.Headers.ContentEncoding is [{ Length: > 0 } coding, ..] && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The body, whose reads fail with a <see cref="BadHttpRequestException"/> where it is not what its coding says: so that
    /// this is told from the same exceptions thrown further in, which are no fault of the client's.
    /// </summary>
    internal static Stream Open(HttpRequest request) => new Body(request.Body);

    private sealed class Body(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
            {
                // Gzip and deflate throw the one, br the other.
                throw new BadHttpRequestException(BrokenCoding, StatusCodes.Status400BadRequest, exception);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

namespace GroupResults.Api.Http;

/// <summary>
/// A gzip body as it arrives. It counts the bytes read from it. The decompression ignores bytes after its data, and may have read many of
/// them already. But it asks for more input at the end of its data unless it holds such bytes, so a body that was read to its end has none.
/// </summary>
internal sealed class CompressedBody(Stream inner) : BodyStream
{
    private bool _isReadToItsEnd;

    /// <summary>After the end of the decompression: why the whole body is not gzip; null if it is.</summary>
    internal string? Fault
    {
        get
        {
            if (BytesRead == 0) return "The body is empty; its Content-Encoding says gzip.";
            return _isReadToItsEnd ? null : "The body has bytes after its gzip data.";
        }
    }

    /// <summary>Middleware. Runs before the decompression.</summary>
    internal static Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContentEncoding is not [{ } coding] || !coding.Equals("gzip", StringComparison.OrdinalIgnoreCase)) return next(context);
        var counting = new CompressedBody(context.Request.Body);
        context.Features.Set(counting);
        context.Request.Body = counting;
        return next(context);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        BytesRead += read;
        _isReadToItsEnd |= read == 0 && !buffer.IsEmpty;
        return read;
    }
}

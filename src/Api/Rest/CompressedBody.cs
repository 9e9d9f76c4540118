namespace GroupResults.Api.Rest;

/// <summary>A compressed body as it arrives; it counts what is read of it.</summary>
internal sealed class CompressedBody(Stream inner) : BodyStream
{
    /// <summary>Middleware, to stand before the decompression.</summary>
    internal static Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContentEncoding.Count == 0) return next(context);
        var counting = new CompressedBody(context.Request.Body);
        context.Features.Set(counting);
        context.Request.Body = counting;
        return next(context);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        BytesRead += read;
        return read;
    }
}

using System.IO.Compression;
using GroupResults.Api.Rest;
using GroupResults.Application.Caching;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>Sends a response that is made for one request and not kept.</summary>
internal static class PassingBody
{
    /// <summary>Less is sent as it is: it fits a packet or two.</summary>
    private const int MinEncodedBytes = 1024;

    internal static async Task WriteAsync(HttpContext context, Stream body)
    {
        body.Position = 0;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (body.Length < MinEncodedBytes || ContentNegotiation.GzipOrNone(context.Request) is not ContentCoding.Gzip)
        {
            context.Response.ContentLength = body.Length;
            if (!isHead) await body.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        if (isHead) return;
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await body.CopyToAsync(gzip, context.RequestAborted);
    }
}

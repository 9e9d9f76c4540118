using System.IO.Compression;
using GroupResults.Api.Rest;
using GroupResults.Application;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>Sends a response that is made for one request and not kept.</summary>
internal static class PassingBody
{
    /// <summary>Less is sent as it is: it fits a packet or two.</summary>
    private const int MinEncodedBytes = 1024;

    private static readonly TimeSpan RetryAfterFull = TimeSpan.FromSeconds(5);

    /// <summary>It is held for as long as its reader takes.</summary>
    /// <param name="mayRefuse">False where the request has changed something: then it is answered in any case.</param>
    /// <param name="describe">Sets the status and the headers of the answer.</param>
    /// <exception cref="UnavailableException">Too much is held already; nothing was sent.</exception>
    internal static async Task WriteAsync(HttpContext context, Stream body, bool mayRefuse, Action<HttpResponse> describe)
    {
        var memory = context.RequestServices.GetRequiredService<AnswerMemory>();
        var size = body.Length > AnswerMemory.FreeBytes ? body.Length : 0;
        var isTaken = memory.TryTake(size);
        if (!isTaken && mayRefuse)
            throw new UnavailableException("Too many large answers are on their way to slow readers. Ask again.", retryAfter: RetryAfterFull);
        try
        {
            describe(context.Response);
            await WriteAsync(context, body);
        }
        finally
        {
            if (isTaken) memory.Return(size);
        }
    }

    private static async Task WriteAsync(HttpContext context, Stream body)
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

using System.Globalization;
using System.IO.Compression;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Execution;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Responses;

/// <summary>Writes responses over HTTP: results, refusals and stored responses.</summary>
public sealed class ResponseWriter(IGraphQLTextSerializer serializer, IRequestAdmission admission)
{
    /// <summary>Smaller responses are not compressed: they fit a packet or two.</summary>
    private const int MinEncodedBytes = 1024;

    /// <summary>Refuses a request before it is executed.</summary>
    public Task RefuseAsync(HttpContext context, Refusal refusal) =>
        RefuseAsync(context, ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json, [refusal]);

    internal Task RefuseAsync(HttpContext context, ResponseMediaType mediaType, IReadOnlyList<Refusal> refusals)
    {
        var first = refusals[0];
        if (first.Challenge is { } challenge) context.Response.Headers.WWWAuthenticate = challenge;
        return WriteAsync(
            context,
            mediaType,
            first.IsWellFormed && mediaType is ResponseMediaType.Json ? StatusCodes.Status200OK : first.StatusCode,
            RefusalError.ResultOf(refusals));
    }

    internal Task WriteAsync(HttpContext context, ResponseMediaType mediaType, ExecutionResult result) => WriteAsync(
        context,
        mediaType,
        result.Executed || mediaType is ResponseMediaType.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        result);

    /// <summary>Sends a response made for one request. The response is held until the reader has received it.</summary>
    /// <param name="mayRefuse">False if the request has changed data: it is always answered then.</param>
    internal async Task WriteAsync(HttpContext context, ResponseMediaType mediaType, int statusCode, Stream body, bool mayRefuse)
    {
        using var held = admission.TryHoldResponse(body.Length);
        if (held is null && mayRefuse) throw new RefusedException(Full);
        SetHeaders(context.Response, statusCode, mediaType);
        await SendAsync(context, body);
    }

    internal ValueTask WriteAsync(HttpContext context, ResponseMediaType mediaType, StoredResponse stored)
    {
        var headers = context.Response.Headers;
        if (stored.CacheStatus is { } status) headers["Cache-Status"] = status;
        if (stored.Unstored is { } result) return new(WriteAsync(context, mediaType, result));
        if (stored.EntityTag is { } tag)
        {
            headers.ETag = tag;
            headers.CacheControl = "no-cache"; // Clients may store the response, and ask each time whether it is still right.
        }

        if (stored.IsNotModified)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return default;
        }

        SetHeaders(context.Response, StatusCodes.Status200OK, mediaType);
        if (stored.ContentEncoding is { } encoding) headers.ContentEncoding = encoding;
        return admission.SendAsync(context, stored.Bytes, stored.Ending);
    }

    /// <summary>If a response has several refusals, the longest delay counts.</summary>
    internal static void SetRetryAfter(HttpContext context, ExecutionResult result)
    {
        foreach (var error in result.Errors ?? [])
        {
            if (error is not RefusalError { Refusal.RetryAfter: { } delay }) continue;
            var seconds = (long)Math.Ceiling(delay.TotalSeconds);
            var headers = context.Response.Headers;
            if (long.TryParse(headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var current) && current >= seconds) continue;
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static Refusal Full => new("UNAVAILABLE", null, "Too many large responses are in flight to slow readers. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
        StatusCode = StatusCodes.Status503ServiceUnavailable,
        IsWellFormed = false,
    };

    private async Task WriteAsync(HttpContext context, ResponseMediaType mediaType, int statusCode, ExecutionResult result)
    {
        if (!result.Executed) admission.SetOutcome(context, RefusalError.IsClientError(result));
        SetRetryAfter(context, result);
        using var body = PooledStreams.Create();
        await serializer.WriteAsync(body, result, context.RequestAborted);
        await WriteAsync(context, mediaType, statusCode, body, mayRefuse: result.Operation?.Operation is not OperationType.Mutation);
    }

    private static async Task SendAsync(HttpContext context, Stream body)
    {
        body.Position = 0;
        var isHead = HttpMethods.IsHead(context.Request.Method);
        if (body.Length < MinEncodedBytes || !GzipNegotiation.TakesGzip(context.Request))
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

    private static void SetHeaders(HttpResponse response, int statusCode, ResponseMediaType mediaType)
    {
        response.StatusCode = statusCode;
        response.ContentType = ResponseMediaTypes.ContentTypeOf(mediaType);
    }
}

using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Metrics;
using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.Rest;

/// <summary>Receives a file as the plain body of a request, for <c>curl -T</c>, and answers for what is wrong with it.</summary>
internal sealed class UploadReceiver(Callers callers, RequestMemory memory, ServiceMetrics metrics)
{
    private const string ContentField = "content";

    /// <param name="kind">What the file is, for the metrics.</param>
    /// <param name="inputOf">Makes the command's input of the address and the decoded body.</param>
    /// <param name="store">Sends the command, which counts its own refusals, and writes the answer.</param>
    internal async Task ReceiveAsync<TInput>(HttpContext context, IngestedKind kind, Func<Stream, TInput> inputOf, Func<TInput, Task> store)
    {
        if (RequestBody.HasUnknownCoding(context.Request))
        {
            metrics.Refused(kind);
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, RequestBody.UnknownCoding);
            return;
        }

        try
        {
            await using var body = RequestBody.Open(context.Request, memory, ClientIds.Of(callers.CallerOf(context), context.Connection.RemoteIpAddress));
            await store(Counted(kind, body, inputOf));
        }
        catch (RequestRefusedException exception)
        {
            await Problems.WriteAsync(context, exception);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            metrics.Refused(kind);
            var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
            await Problems.WriteAsync(context, new Refusal(RefusalCodes.TooLarge, ContentField, $"The body is larger than {limit} bytes."));
        }
        catch (BadHttpRequestException exception)
        {
            metrics.Refused(kind);
            await RefuseAsync(context, exception.StatusCode, exception.InnerException is null ? "The body could not be read." : exception.Message);
        }
    }

    private TInput Counted<TInput>(IngestedKind kind, Stream body, Func<Stream, TInput> inputOf)
    {
        try
        {
            return inputOf(body);
        }
        catch (RequestRefusedException)
        {
            metrics.Refused(kind);
            throw;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        Problems.WriteAsync(context, Refusal.InvalidInput(ContentField, detail), status, "The request breaks a rule.");
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using GraphQL;
using GraphQLServer.Limits;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Http;

/// <summary>Reads requests by POST and GET. What they ask for is answered by others.</summary>
internal sealed class RequestResponder(
    OperationResponder operations, BatchResponder batch, HttpRefusals refusals, ResponseWriter writer, IClients clients, IRequestAdmission admission, IGraphQLTextSerializer serializer)
{
    private static readonly Refusal NotAcceptable = Refusal.Malformed(
        "Accept",
        "The Accept header must allow application/graphql-response+json or application/json; for subscriptions text/event-stream.",
        StatusCodes.Status406NotAcceptable);

    internal async Task RespondAsync(HttpContext context)
    {
        // Who takes events only is refused by a status: 200 would be for a stream.
        var takesEvents = ResponseMediaTypes.TakesEventStream(context.Request);
        if ((ResponseMediaTypes.Negotiate(context.Request) ?? (takesEvents ? ResponseMediaType.GraphQLResponse : null)) is not { } mediaType)
        {
            await writer.RefuseAsync(context, ResponseMediaType.Json, [NotAcceptable]);
            return;
        }

        try
        {
            var client = clients.ClientOf(context);
            client.EnsureMayAsk();
            if (HttpMethods.IsPost(context.Request.Method)) await RespondToBodyAsync(context, mediaType, client);
            else await RespondToQueryStringAsync(context, mediaType, client);
        }
        catch (Exception exception) when (refusals.Find(exception, context) is { Count: > 0 } found)
        {
            await writer.RefuseAsync(context, mediaType, found);
        }
    }

    private async Task RespondToQueryStringAsync(HttpContext context, ResponseMediaType mediaType, IClient client)
    {
        var text = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(context.Request.QueryString.Value ?? ""));
        var request = operations.Find(text, isBody: false, client)
            ?? await operations.UnderstandAsync(text, isBody: false, client, RequestReader.ReadQueryString(context.Request, serializer));
        await operations.RespondAsync(context, mediaType, client, request, body: null);
    }

    /// <summary>The innermost steps of a hit are pooled: they are its largest allocations.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RespondToBodyAsync(HttpContext context, ResponseMediaType mediaType, IClient client)
    {
        await using var sent = admission.OpenBody(context, client);
        RequestReader.EnsureJson(context.Request);
        IReadOnlyList<GraphQLRequest>? requests = null;
        UnderstoodRequest understood = default;
        var parsedBytes = 0L;
        using (var body = PooledStreams.Create())
        {
            await sent.CopyToAsync(body, context.RequestAborted);
            var text = RequestReader.WithoutByteOrderMark(body.GetReadOnlySequence());
            if (batch.Takes(text)) requests = batch.Read(text, JsonSize.MostFor(client));
            else
                understood = operations.Find(text, isBody: true, client)
                    ?? await operations.UnderstandAsync(text, isBody: true, client, RequestReader.ReadBody(text, serializer, JsonSize.MostFor(client)));
            if (sent.HasTurn || requests is not null) parsedBytes = JsonSize.ParsedBytes(text);
        }

        // Without the body: a report may wait long to be stored.
        var held = new HeldBody(sent, parsedBytes);
        if (requests is not null) await batch.RespondAsync(context, mediaType, client, requests, held);
        else await operations.RespondAsync(context, mediaType, client, understood, held);
    }
}

/// <summary>What is left of a body that has been read.</summary>
/// <param name="ParsedBytes">What was made of it.</param>
internal readonly record struct HeldBody(IRequestBody Body, long ParsedBytes)
{
    internal void YieldTurn() => Body.YieldTurn(ParsedBytes);
}

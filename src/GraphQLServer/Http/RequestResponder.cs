using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using GraphQL;
using GraphQLServer.Limits;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Http;

/// <summary>Reads requests by POST and GET, and passes them to the responders.</summary>
internal sealed class RequestResponder(
    OperationResponder operations, BatchResponder batch, HttpRefusals refusals, ResponseWriter writer, IClients clients, IRequestAdmission admission, IGraphQLTextSerializer serializer)
{
    private static readonly Refusal NotAcceptable = Refusal.Malformed(
        "Accept",
        "The Accept header must allow application/graphql-response+json or application/json; for subscriptions text/event-stream.",
        StatusCodes.Status406NotAcceptable);

    internal async Task RespondAsync(HttpContext context)
    {
        // A client that accepts only events is refused with an error status: 200 would announce a stream.
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
        var cost = CostHeader.Of(context.Request);
        var request = (cost is CostReporting.None ? operations.Find(text, isBody: false, client) : null)
            ?? await operations.ResolveAsync(text, isBody: false, client, RequestReader.ReadQueryString(context.Request, serializer) with { CostReporting = cost });
        await operations.RespondAsync(context, mediaType, client, request, body: null);
    }

    /// <summary>Pools the innermost state machines, the largest allocations of a hit.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RespondToBodyAsync(HttpContext context, ResponseMediaType mediaType, IClient client)
    {
        await using var sent = admission.OpenBody(context, client);
        RequestReader.EnsureJson(context.Request);
        var cost = CostHeader.Of(context.Request);
        IReadOnlyList<GraphQLRequest>? requests = null;
        ResolvedRequest resolved = default;
        var parsedBytes = 0L;
        using (var body = PooledStreams.Create())
        {
            await sent.CopyToAsync(body, context.RequestAborted);
            using var turn = await admission.TakeParsingTurnAsync(client, body.Length, context.RequestAborted);
            var text = RequestReader.WithoutByteOrderMark(body.GetReadOnlySequence());
            if (batch.IsBatch(text)) requests = batch.Read(text, JsonSize.MaxValuesFor(client), cost);
            else
                resolved = (cost is CostReporting.None ? operations.Find(text, isBody: true, client) : null)
                    ?? await operations.ResolveAsync(text, isBody: true, client, RequestReader.ReadBody(text, serializer, JsonSize.MaxValuesFor(client)) with { CostReporting = cost });
            if (sent.HasTurn || requests is not null) parsedBytes = JsonSize.ParsedBytes(text);
        }

        // The body is released by now: a report can wait long to be stored.
        var held = new HeldBody(sent, parsedBytes);
        if (requests is not null) await batch.RespondAsync(context, mediaType, client, requests, held);
        else await operations.RespondAsync(context, mediaType, client, resolved, held);
    }
}

/// <summary>A body after it was read.</summary>
/// <param name="ParsedBytes">The memory of the parsed body.</param>
internal readonly record struct HeldBody(IRequestBody Body, long ParsedBytes)
{
    internal void YieldTurn() => Body.YieldTurn(ParsedBytes);
}

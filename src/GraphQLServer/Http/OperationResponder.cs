using System.Buffers;
using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;
using GraphQLServer.Execution;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using GraphQLServer.ServerSentEvents;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Http;

/// <summary>Answers requests with one operation: by a stored response, by a stream, or by executing it.</summary>
internal sealed class OperationResponder(
    OperationPreparer preparer, OperationRunner runner, EventStreams streams, ResponseWriter writer, HttpRefusals refusals, IRequestAdmission admission)
{
    /// <summary>Finds a request that has come before.</summary>
    /// <param name="text">What the request is made of, its body or its query string.</param>
    /// <returns>Null where it must be read.</returns>
    internal UnderstoodRequest? Find(ReadOnlySequence<byte> text, bool isBody, IClient client)
    {
        if (preparer.Find(text, isBody) is not { } known) return null;
        known.Response.EnsureAllowed(client);
        return new UnderstoodRequest(known.Operation, known.Response, Invalid: null);
    }

    /// <summary>Finds out what a request asks for, and whether its client may have that.</summary>
    internal async ValueTask<UnderstoodRequest> UnderstandAsync(ReadOnlySequence<byte> text, bool isBody, IClient client, GraphQLRequest request)
    {
        var operation = preparer.Prepare(request with { Bytes = text.Length });
        client.EnsureMayRun(operation.Operation);
        var (recognized, invalid) = await runner.RecognizeAsync(operation);
        if (recognized is null) return new UnderstoodRequest(operation, Stored: null, invalid);
        recognized.Response.EnsureAllowed(client);
        preparer.Remember(text, isBody, recognized);
        return new UnderstoodRequest(operation, recognized.Response, Invalid: null);
    }

    /// <param name="body">Its turn is ended before anything is sent: a reader may be slow.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask RespondAsync(HttpContext context, ResponseMediaType mediaType, IClient client, UnderstoodRequest understood, HeldBody? body)
    {
        var (operation, stored, _) = understood;
        var request = context.Request;
        var isPost = HttpMethods.IsPost(request.Method);
        if (isPost && EventStreams.TokenOf(request) is { } token)
        {
            await streams.AddOperationAsync(context, token, operation, client);
            return;
        }

        using var memory = body is { Body.HasTurn: true } ? null : admission.HoldOnly(client, operation); // What has a turn is bounded by that.
        if (!isPost && operation.Is(OperationType.Mutation))
        {
            await refusals.RefuseMethodAsync(context, "POST", "A mutation must be sent by POST.");
            return;
        }

        var isSubscription = operation.Is(OperationType.Subscription);
        if (ResponseMediaTypes.TakesEventStream(request) && !HttpMethods.IsHead(request.Method) && (isSubscription || ResponseMediaTypes.Negotiate(request) is null))
        {
            body?.Body.EndTurn();
            await streams.RunAsync(context, operation, client);
            return;
        }

        if (isSubscription)
            throw RefusedException.Malformed("query", "A subscription is answered as text/event-stream, which the Accept header must allow, or over a WebSocket.");

        if (stored is not null)
        {
            body?.Body.EndTurn();
            if (await stored.GetAsync(client, GzipNegotiation.TakesGzip(request), context.RequestAborted) is { } response)
            {
                await writer.WriteAsync(context, mediaType, response);
                return;
            }
        }

        await ExecuteAsync(context, mediaType, client, understood, body);
    }

    private async Task ExecuteAsync(HttpContext context, ResponseMediaType mediaType, IClient client, UnderstoodRequest understood, HeldBody? body)
    {
        if (understood.Invalid is { } invalid)
        {
            body?.Body.EndTurn();
            await writer.WriteAsync(context, mediaType, invalid);
            return;
        }

        // What takes a core is done when the execution of the only field first waits: by then a report is in the writer's queue, which has
        // its own bounds. Fields of a mutation that come after the first still take a core, so they keep the turn.
        var executing = runner.ExecuteAsync(understood.Operation, client, context.RequestAborted);
        if (understood.Operation.Operation is { HasOneField: true }) body?.YieldTurn();
        var (result, cacheStatus) = await executing;
        body?.Body.EndTurn();
        if (cacheStatus is not null) context.Response.Headers["Cache-Status"] = cacheStatus;
        await writer.WriteAsync(context, mediaType, result);
    }
}

/// <summary>A request, and what it was found to be.</summary>
/// <param name="Stored">Where its whole response may be stored.</param>
/// <param name="Invalid">The result of an operation that was found not to be valid.</param>
internal readonly record struct UnderstoodRequest(PreparedOperation Operation, IStoredResponse? Stored, ExecutionResult? Invalid);

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

/// <summary>Answers requests with one operation: with a stored response, with a stream, or by executing it.</summary>
internal sealed class OperationResponder(
    OperationPreparer preparer, OperationRunner runner, EventStreams streams, ResponseWriter writer, HttpRefusals refusals)
{
    /// <summary>Finds a recognized request.</summary>
    /// <param name="text">The request's body or query string.</param>
    /// <returns>Null if the request must be read.</returns>
    internal ResolvedRequest? Find(ReadOnlySequence<byte> text, bool isBody, IClient client)
    {
        if (preparer.Find(text, isBody) is not { } known) return null;
        known.Response.EnsureAllowed(client);
        return new ResolvedRequest(known.Operation, known.Response, Invalid: null);
    }

    /// <summary>Resolves a request to its operation, and checks that the client may run it.</summary>
    internal async ValueTask<ResolvedRequest> ResolveAsync(ReadOnlySequence<byte> text, bool isBody, IClient client, GraphQLRequest request)
    {
        var operation = preparer.Prepare(request with { Bytes = text.Length });
        client.EnsureMayRun(operation.Operation);
        var (recognized, invalid) = await runner.RecognizeAsync(operation);
        if (recognized is null) return new ResolvedRequest(operation, Stored: null, invalid);
        recognized.Response.EnsureAllowed(client);
        preparer.Remember(text, isBody, recognized);
        return new ResolvedRequest(operation, recognized.Response, Invalid: null);
    }

    /// <param name="body">The body, whose turn ends before anything is sent: a reader can be slow.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask RespondAsync(HttpContext context, ResponseMediaType mediaType, IClient client, ResolvedRequest resolved, HeldBody? body)
    {
        var (operation, stored, _) = resolved;
        var request = context.Request;
        var isPost = HttpMethods.IsPost(request.Method);
        if (operation.IsOnlyValidated)
        {
            await ExecuteAsync(context, mediaType, client, resolved, body);
            return;
        }

        if (isPost && EventStreams.TokenOf(request) is { } token)
        {
            await streams.AddOperationAsync(context, token, operation, client);
            return;
        }

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
            if (await stored.GetAsync(client, FormFor(request, isPost), context.RequestAborted) is { } response)
            {
                await writer.WriteAsync(context, mediaType, response);
                return;
            }
        }

        await ExecuteAsync(context, mediaType, client, resolved, body);
    }

    private static StoredResponseRequest FormFor(HttpRequest request, bool isPost)
    {
        var takesGzip = GzipNegotiation.TakesGzip(request);
        return isPost ? new StoredResponseRequest(takesGzip) : new StoredResponseRequest(takesGzip, TakesTag: true, request.Headers.IfNoneMatch);
    }

    private async Task ExecuteAsync(HttpContext context, ResponseMediaType mediaType, IClient client, ResolvedRequest resolved, HeldBody? body)
    {
        if (resolved.Invalid is { } invalid)
        {
            body?.Body.EndTurn();
            await writer.WriteAsync(context, mediaType, invalid);
            return;
        }

        // The execution of a single field needs no core after its first wait: by then a report is in the writer's queue, which has its own
        // bounds. The later fields of a mutation need a core again, so they keep the turn.
        var executing = runner.ExecuteAsync(resolved.Operation, client, context.RequestAborted);
        if (resolved.Operation.Operation is { HasOneField: true }) body?.YieldTurn();
        var (result, cacheStatus) = await executing;
        body?.Body.EndTurn();
        if (cacheStatus is not null) context.Response.Headers["Cache-Status"] = cacheStatus;
        await writer.WriteAsync(context, mediaType, result);
    }
}

/// <summary>A request resolved to its operation.</summary>
/// <param name="Stored">Null if the whole response cannot be stored.</param>
/// <param name="Invalid">The result of an invalid operation; otherwise null.</param>
internal readonly record struct ResolvedRequest(PreparedOperation Operation, IStoredResponse? Stored, ExecutionResult? Invalid);

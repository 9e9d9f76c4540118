using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Explorer;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Transport.ServerSentEvents;
using GroupResults.Api.GraphQL.Transport.WebSockets;
using GroupResults.Api.Http;
using GroupResults.Api.Rest;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Http.Features;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>
/// GraphQL over HTTP at one address: requests by POST and GET, the schema for <c>?sdl</c>, and for a browser the explorer or,
/// where that is off, a page that says so. It stands in for a transport package that the feed lacks; see the decision on GraphQL. The innermost steps of a hit are
/// pooled: they are its largest allocations.
/// </summary>
internal sealed class GraphQLHandler(
    OperationRunner runner,
    PersistedDocuments persisted,
    EventStreams streams,
    WebSocketEndpoint webSockets,
    RequestBatch batch,
    BodyMemory memory,
    Callers access,
    Origins origins,
    PushQueries pushQueries,
    PushResponses pushResponses,
    LandingPage landingPage,
    IGraphQLTextSerializer serializer,
    ISchema schema,
    GraphQLSettings settings,
    TimeProvider time,
    ILogger<GraphQLHandler> log)
{
    internal Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Vary = "Accept, Accept-Encoding";
        if (context.WebSockets.IsWebSocketRequest) return webSockets.HandleAsync(context);
        if (origins.IsForeign(request)) return RefuseForeignAsync(context);
        if (HttpMethods.IsPost(request.Method)) return RespondAsync(context);
        if (HttpMethods.IsPut(request.Method)) return ForReadersAsync(context, streams.ReserveAsync);
        if (HttpMethods.IsDelete(request.Method)) return ForReadersAsync(context, streams.EndOperationAsync);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return MethodNotAllowedAsync(context, "GET, POST, PUT, DELETE", "Send a POST or a GET; PUT and DELETE are for event streams.");
        if (request.Query.ContainsKey("sdl")) return settings.Introspection ? WriteSchemaAsync(context) : WriteNoSchemaAsync(context);
        if ((settings.Explorer || LandingPage.IsMeantBy(request)) && ResponseMediaTypes.AsksForHtml(request))
            return settings.Explorer ? ExplorerPage.WriteAsync(context) : landingPage.WriteAsync(context, StatusCodes.Status404NotFound);
        return EventStreams.TokenOf(request) is { } token && ResponseMediaTypes.TakesEventStream(request)
            ? ForReadersAsync(context, _ => streams.OpenAsync(context, token))
            : RespondAsync(context);
    }

    private async Task RespondAsync(HttpContext context)
    {
        var takesEvents = ResponseMediaTypes.TakesEventStream(context.Request);

        // Who takes events only is refused by a status: 200 would be for a stream.
        if ((ResponseMediaTypes.Negotiate(context.Request) ?? (takesEvents ? ResponseMediaType.GraphQLResponse : null)) is not { } mediaType)
        {
            await RefuseAsync(
                context,
                ResponseMediaType.Json,
                new MalformedRequestException(
                    StatusCodes.Status406NotAcceptable,
                    "INVALID_INPUT",
                    "Accept",
                    "The Accept header must allow application/graphql-response+json or application/json; for subscriptions text/event-stream."));
            return;
        }

        try
        {
            EnsureMayAsk(context);
            if (HttpMethods.IsPost(context.Request.Method)) await RespondToBodyAsync(context, mediaType);
            else await RespondAsync(context, mediaType, await UnderstandAsync(context, new(Encoding.UTF8.GetBytes(context.Request.QueryString.Value ?? ""))));
        }
        catch (MalformedRequestException exception)
        {
            await RefuseAsync(context, mediaType, exception);
        }
        catch (AccessRefusedException exception)
        {
            await DenyAsync(context, mediaType, exception, MalformedRequestException.Denied(exception));
        }
        catch (UnavailableException exception)
        {
            RetryAfter.Say(context.Response, exception.Refusals[0]);
            await RefuseAsync(
                context, mediaType, new MalformedRequestException(StatusCodes.Status503ServiceUnavailable, exception.Refusals[0].Code, "body", exception.Message));
        }
        catch (TooLargeException exception)
        {
            var refusal = exception.Refusals[0];
            await RefuseAsync(
                context, mediaType, new MalformedRequestException(StatusCodes.Status413PayloadTooLarge, refusal.Code, refusal.Field!, refusal.Message));
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, mediaType, Describe(exception, context));
        }
    }

    /// <summary>Before anything is read of what may not be asked for in any case.</summary>
    private void EnsureMayAsk(HttpContext context)
    {
        var caller = access.CallerOf(context);
        caller.EnsureValid();
        if (caller.Token is null) caller.Ensure(AccessScopes.Read); // Then reports are not open either.
    }

    /// <summary>For event streams: to know a stream's token is not enough. Such a request is none of GraphQL's: its status tells, whatever it accepts.</summary>
    private async Task ForReadersAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            access.CallerOf(context).Ensure(AccessScopes.Read);
        }
        catch (AccessRefusedException exception)
        {
            await DenyAsync(
                context,
                ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json,
                exception,
                new MalformedRequestException(Problems.StatusOf(exception.Refusals[0].Code), exception.Refusals[0].Code, field: "", exception.Message));
            return;
        }

        await answer(context);
    }

    private Task DenyAsync(HttpContext context, ResponseMediaType mediaType, AccessRefusedException exception, MalformedRequestException refusal)
    {
        if (exception.IsUnauthenticated) context.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(context, mediaType, refusal);
    }

    private Task RefuseForeignAsync(HttpContext context) => RefuseAsync(
        context,
        ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json,
        new MalformedRequestException(
            StatusCodes.Status403Forbidden, "FORBIDDEN", "Origin", "Pages of other sites may not use this service from a browser; its operator can allow their origin."));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RespondToBodyAsync(HttpContext context, ResponseMediaType mediaType)
    {
        GraphQLRequestReader.EnsureJson(context.Request);
        var caller = access.CallerOf(context);
        await using var sent = RequestBody.Open(context.Request, memory, caller.IsAnonymous);
        using var turn = new LargeBodyTurn(memory, caller.IsAnonymous);
        IReadOnlyList<GraphQLHttpRequest>? requests = null;
        Understood understood = default;
        using (var body = PooledStreams.Create())
        {
            await sent.CopyToAsync(body, context.RequestAborted);
            await turn.WaitAsync(sent.BytesRead, context.RequestAborted);
            var text = GraphQLRequestReader.WithoutByteOrderMark(body.GetReadOnlySequence());
            if (batch.Takes(text)) requests = batch.Read(text, JsonSize.MostFor(caller));
            else understood = await UnderstandAsync(context, text);
            if (turn.IsTaken) turn.ParsedBytes = JsonSize.ParsedBytes(text);
        }

        // Without the body: a report may wait long to be stored.
        if (requests is not null) await RespondToBatchAsync(context, mediaType, requests, turn);
        else await RespondAsync(context, mediaType, understood, turn);
    }

    private async Task RespondToBatchAsync(HttpContext context, ResponseMediaType mediaType, IReadOnlyList<GraphQLHttpRequest> requests, LargeBodyTurn turn)
    {
        using var responses = PooledStreams.Create();
        for (var i = 0; i < requests.Count; i++)
        {
            responses.WriteByte((byte)(i == 0 ? '[' : ','));
            await turn.ResumeAsync(context.RequestAborted);
            var result = await batch.ExecuteAsync(requests[i], access.CallerOf(context), turn, context.RequestAborted);
            if (GraphQLRefusals.IsRefusal(result)) RequestOutcome.Set(context, isRefused: true);
            SayRetryAfter(context, result);
            await serializer.WriteAsync(responses, result, context.RequestAborted);
        }

        responses.WriteByte((byte)']');
        turn.End();
        await PassingBody.WriteAsync(context, responses, mayRefuse: false, response => SetHeaders(response, StatusCodes.Status200OK, mediaType));
    }

    /// <param name="text">What the request is made of, its body or its query string.</param>
    private async ValueTask<Understood> UnderstandAsync(HttpContext context, ReadOnlySequence<byte> text)
    {
        var isBody = HttpMethods.IsPost(context.Request.Method);
        if (pushQueries.Find(text, isBody) is { } known) return new Understood(known.Request, known.Document, known);
        var read = isBody ? GraphQLRequestReader.ReadBody(text, serializer, JsonSize.MostFor(access.CallerOf(context))) : GraphQLRequestReader.ReadQueryString(context.Request, serializer);
        var request = persisted.Resolve(read with { Bytes = text.Length });
        var document = runner.TryParse(request);
        return new Understood(request, document, document is null ? null : await pushQueries.RecognizeAsync(text, isBody, request, document));
    }

    /// <param name="turn">Ended before anything is sent: a reader may be slow.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RespondAsync(HttpContext context, ResponseMediaType mediaType, Understood understood, LargeBodyTurn? turn = null)
    {
        var (request, document, pushQuery) = understood;
        var caller = access.CallerOf(context);
        if (pushQuery is not null) caller.Ensure(AccessScopes.Read, pushQuery.Push.Repository);
        else OperationAccess.Ensure(caller, document, request.OperationName);
        if (EventStreams.TokenOf(context.Request) is { } token && HttpMethods.IsPost(context.Request.Method))
        {
            await streams.AddOperationAsync(context, token, request, document, caller);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method) && OperationRunner.Is(OperationType.Mutation, document, request.OperationName))
        {
            await MethodNotAllowedAsync(context, "POST", "A mutation must be sent by POST.");
            return;
        }

        var isSubscription = OperationRunner.Is(OperationType.Subscription, document, request.OperationName);
        if (ResponseMediaTypes.TakesEventStream(context.Request) && !HttpMethods.IsHead(context.Request.Method) && (isSubscription || ResponseMediaTypes.Negotiate(context.Request) is null))
        {
            turn?.End();
            await streams.RunAsync(context, request, document, caller);
            return;
        }

        if (isSubscription)
        {
            throw MalformedRequestException.BadRequest(
                "query", "A subscription is answered as text/event-stream, which the Accept header must allow, or over a WebSocket.");
        }

        if (pushQuery is not null)
        {
            turn?.End();
            if (await TryRespondAsync(context, mediaType, pushQuery)) return;
        }

        // What takes a core is done when the execution of the only field first waits: by then a report is in the writer's queue, which has
        // its own bounds. Fields of a mutation that come after the first still take a core, so they keep the turn.
        var executing = runner.ExecuteAsync(request, document, caller, context.RequestAborted);
        if (document?.HasOneField(request.OperationName) is true) turn?.Yield();
        var (result, report) = await executing;
        turn?.End();
        if (report.First is { } provenance) context.Response.Headers["Cache-Status"] = CacheStatus.Describe(provenance, time.GetUtcNow());
        await WriteAsync(context, mediaType, result);
    }

    /// <returns>False where there is no such push: then there is nothing to keep a response for.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TryRespondAsync(HttpContext context, ResponseMediaType mediaType, PushQuery query)
    {
        PushAnswer? answer;
        try
        {
            answer = await pushResponses.GetAsync(query, ContentNegotiation.GzipOrNone(context.Request), context.RequestAborted);
        }
        catch (ResponseNotKeptException exception)
        {
            if (exception.Cache is { } cache) context.Response.Headers["Cache-Status"] = CacheStatus.Describe(cache, time.GetUtcNow());
            await WriteAsync(context, mediaType, exception.Result);
            return true;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or RequestRefusedException))
        {
            log.StoredResponseFailed(exception);
            return false; // Executed for this request alone, what is wrong is said as in every query.
        }

        if (answer is null) return false;
        var response = context.Response;
        SetHeaders(response, StatusCodes.Status200OK, mediaType);
        response.Headers["Cache-Status"] = CacheStatus.Describe(answer.Provenance!, time.GetUtcNow());
        if (ContentNegotiation.NameOf(answer.Coding) is { } encoding) response.Headers.ContentEncoding = encoding;
        await AnswerBody.WriteAsync(context, answer);
        return true;
    }

    private static int StatusOf(ExecutionResult result, ResponseMediaType mediaType) =>
        result.Executed || mediaType is ResponseMediaType.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private Task RefuseAsync(HttpContext context, ResponseMediaType mediaType, MalformedRequestException exception) =>
        exception.StatusCode == 0
            ? WriteAsync(
                context, mediaType, mediaType is ResponseMediaType.Json ? StatusCodes.Status200OK : exception.UnexecutedStatusCode, exception.ToResult())
            : WriteAsync(context, mediaType, exception.StatusCode, exception.ToResult());

    private Task MethodNotAllowedAsync(HttpContext context, string allowed, string message)
    {
        context.Response.Headers.Allow = allowed;
        var exception = new MalformedRequestException(StatusCodes.Status405MethodNotAllowed, "INVALID_INPUT", "method", message);
        return RefuseAsync(context, ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json, exception);
    }

    private static MalformedRequestException Describe(BadHttpRequestException exception, HttpContext context)
    {
        if (exception.StatusCode != StatusCodes.Status413PayloadTooLarge)
            return new MalformedRequestException(exception.StatusCode, "INVALID_INPUT", "body", exception.InnerException is null ? "The request's body could not be read." : exception.Message);
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return new MalformedRequestException(exception.StatusCode, "TOO_LARGE", "body", $"The request's body is larger than {limit} bytes.");
    }

    private Task WriteSchemaAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(SchemaText.Print(schema), context.RequestAborted);
    }

    private static Task WriteNoSchemaAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("The schema is not given out here.", context.RequestAborted);
    }

    private Task WriteAsync(HttpContext context, ResponseMediaType mediaType, ExecutionResult result) =>
        WriteAsync(context, mediaType, StatusOf(result, mediaType), result);

    private async Task WriteAsync(HttpContext context, ResponseMediaType mediaType, int statusCode, ExecutionResult result)
    {
        if (!result.Executed) RequestOutcome.Set(context, GraphQLRefusals.IsRefusal(result));
        SayRetryAfter(context, result);
        using var body = PooledStreams.Create();
        await serializer.WriteAsync(body, result, context.RequestAborted);
        var isMutation = result.Operation?.Operation is OperationType.Mutation;
        await PassingBody.WriteAsync(context, body, mayRefuse: !isMutation, response => SetHeaders(response, statusCode, mediaType));
    }

    private static void SayRetryAfter(HttpContext context, ExecutionResult result)
    {
        foreach (var error in result.Errors ?? [])
        {
            if (error.InnerException is UnavailableException unavailable) RetryAfter.Say(context.Response, unavailable.Refusals[0]);
        }
    }

    private static void SetHeaders(HttpResponse response, int statusCode, ResponseMediaType mediaType)
    {
        response.StatusCode = statusCode;
        response.ContentType = ResponseMediaTypes.ContentTypeOf(mediaType);
    }

    /// <summary>A request, and what it was found to be.</summary>
    /// <param name="Document">Null where the query is no GraphQL.</param>
    private readonly record struct Understood(GraphQLHttpRequest Request, ParsedDocument? Document, PushQuery? PushQuery);
}

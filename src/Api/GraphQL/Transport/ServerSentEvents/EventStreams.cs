using System.Collections.Concurrent;
using System.Security.Cryptography;
using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.Rest;
using Microsoft.AspNetCore.Http.Features;
using VersionedCache;

namespace GroupResults.Api.GraphQL.Transport.ServerSentEvents;

/// <summary>
/// GraphQL over SSE, in both of its modes: a stream for each operation, or one that was reserved and that carries many,
/// each brought by a request of its own.
/// </summary>
internal sealed class EventStreams(
    OperationRunner runner,
    StreamPlaces connections,
    Callers access,
    IGraphQLTextSerializer serializer,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<EventStreams> log)
{
    private const string TokenHeader = "X-GraphQL-Event-Stream-Token";
    private const int MaxReservations = 10_000;

    private readonly ConcurrentDictionary<string, ReservedStream> _reserved = new(StringComparer.Ordinal);

    internal static string? TokenOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(TokenHeader, out var header)) return header.ToString();
        if (!request.QueryString.HasValue) return null; // To look at no parameters takes memory, too.
        return request.Query.TryGetValue("token", out var parameter) ? parameter.ToString() : null;
    }

    /// <summary>Runs one operation on a stream of its own.</summary>
    internal async Task RunAsync(HttpContext context, GraphQLHttpRequest request, ParsedDocument? document, Caller caller)
    {
        var operation = runner.RunAsync(request, document, caller, context.RequestAborted);
        using var place = await connections.TakeInTurnAsync(context.RequestAborted);
        try
        {
            await using var stream = await EventStream.StartAsync(context, time, lifetime.ApplicationStopping);
            await RunAsync(stream, operation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SubscriberTooSlowException)
        {
            // Without a completion: the client, if it is there, is to come again.
        }
    }

    private async Task RunAsync(EventStream stream, IAsyncEnumerable<OperationMessage> operation)
    {
        try
        {
            await foreach (var message in operation.WithCancellation(stream.Ended)) await stream.NextAsync(id: null, message.Payload);
            await stream.CompleteAsync(id: null);
        }
        catch (SubscriberTooSlowException exception)
        {
            await stream.SendAwayAsync(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await EndAsync(stream, id: null, ResultOf(exception));
        }
    }

    /// <summary>PUT: gives out a token for a stream.</summary>
    internal Task ReserveAsync(HttpContext context)
    {
        // An upload to the wrong address must not be answered as if it had been stored.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && context.Request.ContentLength is not 0)
            return Refuse(context, StatusCodes.Status400BadRequest, "INVALID_INPUT", "PUT reserves an event stream and has no body. Send GraphQL operations by POST.", "body");
        if (_reserved.Count >= MaxReservations)
            return Refuse(context, StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", $"There are {MaxReservations} event streams already.");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var reserved = new ReservedStream();
        _reserved[token] = reserved;
        reserved.ForgetUnlessOpened(time, () => _reserved.TryRemove(new(token, reserved)));
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(token, context.RequestAborted);
    }

    /// <summary>GET with a token: the stream.</summary>
    internal async Task OpenAsync(HttpContext context, string token)
    {
        if (!_reserved.TryGetValue(token, out var reserved))
        {
            await Refuse(context, StatusCodes.Status404NotFound, "INVALID_INPUT", "There is no event stream with this token; reserve one by PUT.");
            return;
        }

        using var place = await connections.TakeInTurnAsync(context.RequestAborted);
        if (!reserved.TryClaim())
        {
            await Refuse(context, StatusCodes.Status409Conflict, "INVALID_INPUT", "This event stream is open already.");
            return;
        }

        try
        {
            await using var stream = await EventStream.StartAsync(context, time, lifetime.ApplicationStopping);
            await reserved.CarryAsync(stream);
        }
        finally
        {
            _reserved.TryRemove(new(token, reserved));
        }
    }

    /// <summary>POST with a token: one more operation on the stream.</summary>
    internal async Task AddOperationAsync(
        HttpContext context, string token, GraphQLHttpRequest request, ParsedDocument? document, Caller caller)
    {
        if (!_reserved.TryGetValue(token, out var reserved))
        {
            await Refuse(context, StatusCodes.Status404NotFound, "INVALID_INPUT", "There is no event stream with this token; reserve one by PUT.");
            return;
        }

        request.EnsureHoldable();
        if (request.Extensions?.TryGetValue("operationId", out var value) is not true || value is not string { Length: > 0 } id)
            throw MalformedRequestException.BadRequest("extensions", "'extensions.operationId' is missing: name the operation by a string of your own.");
        if (reserved.TryAdd(id) is not { } cancellation)
        {
            await Refuse(
                context,
                StatusCodes.Status409Conflict,
                "INVALID_INPUT",
                $"The stream has an operation '{id}' already, or {StreamLimits.MaxOperations}, which are the most.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _ = Task.Run(() => RunAsync(reserved, id, request, document, caller, cancellation), CancellationToken.None);
    }

    /// <summary>DELETE with a token: ends an operation.</summary>
    internal Task EndOperationAsync(HttpContext context)
    {
        if (TokenOf(context.Request) is not { } token || !_reserved.TryGetValue(token, out var reserved))
            return Refuse(context, StatusCodes.Status404NotFound, "INVALID_INPUT", "There is no event stream with this token; reserve one by PUT.");
        if (context.Request.Query["operationId"].ToString() is not { Length: > 0 } id)
            return Refuse(context, StatusCodes.Status400BadRequest, "INVALID_INPUT", "The parameter operationId is missing.");
        reserved.End(id);
        return Task.CompletedTask;
    }

    private async Task RunAsync(
        ReservedStream reserved, string id, GraphQLHttpRequest request, ParsedDocument? document, Caller caller, CancellationTokenSource cancellation)
    {
        try
        {
            var stream = await reserved.Opened.WaitAsync(cancellation.Token);
            try
            {
                var now = await access.RecheckAsync(caller, cancellation.Token); // The stream may have been opened long afterwards.
                now.EnsureValid();
                await foreach (var message in runner.RunAsync(request, document, now, cancellation.Token)) await stream.NextAsync(id, message.Payload);
                if (reserved.Remove(id, cancellation)) await stream.CompleteAsync(id);
            }
            catch (SubscriberTooSlowException exception)
            {
                await stream.SendAwayAsync(exception.Message); // With all that it carries, or this one would be waited for in vain.
            }
            catch (Exception exception) when (exception is not OperationCanceledException and not ObjectDisposedException)
            {
                if (reserved.Remove(id, cancellation)) await EndAsync(stream, id, ResultOf(exception));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SubscriberTooSlowException or ObjectDisposedException)
        {
            // Its client does not want it any more, or has gone.
        }
        finally
        {
            reserved.Release(id, cancellation);
            cancellation.Dispose();
        }
    }

    private ExecutionResult ResultOf(Exception exception) => ErrorTranslation.ResultOf(exception, log);

    private async Task EndAsync(EventStream stream, string? id, ExecutionResult result)
    {
        using var payload = PooledStreams.Create();
        await serializer.WriteAsync(payload, result, CancellationToken.None);
        await stream.NextAsync(id, payload.ToExactArray());
        await stream.CompleteAsync(id);
    }

    private async Task Refuse(HttpContext context, int statusCode, string code, string message, string field = "token")
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = ResponseMediaTypes.ContentTypeOf(ResponseMediaType.Json);
        using var body = PooledStreams.Create();
        await serializer.WriteAsync(body, new MalformedRequestException(statusCode, code, field, message).ToResult(), context.RequestAborted);
        await AnswerBody.WriteAsync(context, body.ToExactArray());
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using GraphQLServer.Execution;
using GraphQLServer.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace GraphQLServer.ServerSentEvents;

/// <summary>
/// GraphQL over SSE in both of its modes: one stream per operation, or a reserved stream that carries many operations, each from a
/// request of its own.
/// </summary>
internal sealed class EventStreams(
    StreamedOperations operations, IRequestAdmission admission, ResponseWriter writer, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string TokenHeader = "X-GraphQL-Event-Stream-Token";
    private const int MaxReservations = 10_000;

    private readonly ConcurrentDictionary<string, ReservedStream> _reserved = new(StringComparer.Ordinal);

    internal static string? TokenOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue(TokenHeader, out var header)) return header.ToString();
        if (!request.QueryString.HasValue) return null; // Reading the parameters allocates even if there are none.
        return request.Query.TryGetValue("token", out var parameter) ? parameter.ToString() : null;
    }

    /// <summary>Runs one operation on its own stream.</summary>
    internal async Task RunAsync(HttpContext context, PreparedOperation operation, IClient client)
    {
        using var memory = admission.HoldOperation(client, operation);
        using var place = await admission.TakeStreamAsync(context.RequestAborted);
        try
        {
            await using var stream = await EventStream.StartAsync(context, time, lifetime.ApplicationStopping);
            await operations.RunAsync(stream, operation, client);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SubscriberTooSlowException)
        {
            // There is no completion, so a client that is still connected reconnects.
        }
    }

    /// <summary>PUT: reserves a stream and returns its token.</summary>
    internal Task ReserveAsync(HttpContext context)
    {
        // An upload to the wrong address must not look successful.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && context.Request.ContentLength is not 0)
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "PUT reserves an event stream and has no body. Send GraphQL operations by POST.", "body");
        if (_reserved.Count >= MaxReservations)
            return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"There are already {MaxReservations} event streams.", code: "UNAVAILABLE");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var reserved = new ReservedStream();
        _reserved[token] = reserved;
        reserved.ForgetUnlessOpened(time, () => _reserved.TryRemove(new(token, reserved)));
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(token, context.RequestAborted);
    }

    /// <summary>GET with a token: opens the stream.</summary>
    internal async Task OpenAsync(HttpContext context, string token)
    {
        if (!_reserved.TryGetValue(token, out var reserved))
        {
            await RefuseUnknownAsync(context);
            return;
        }

        using var place = await admission.TakeStreamAsync(context.RequestAborted);
        if (!reserved.TryClaim())
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, "This event stream is already open.");
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
            reserved.EndAll(); // Also if the stream could not be started: its operations would wait for it for ever.
        }
    }

    /// <summary>POST with a token: adds an operation to the stream.</summary>
    internal async Task AddOperationAsync(HttpContext context, string token, PreparedOperation operation, IClient client)
    {
        if (!_reserved.TryGetValue(token, out var reserved))
        {
            await RefuseUnknownAsync(context);
            return;
        }

        operation.Request.EnsureHoldable();
        if (operation.Request.OperationId is not { } id)
        {
            throw RefusedException.Malformed(
                "extensions.operationId", $"'extensions.operationId' must be a string of your choice, of 1 to {StreamLimits.MaxIdLength} characters.");
        }

        var memory = admission.HoldOperation(client, operation);
        if (reserved.TryAdd(id) is not { } cancellation)
        {
            memory.Dispose();
            await RefuseAsync(
                context,
                StatusCodes.Status409Conflict,
                reserved.Has(id)
                    ? $"The stream already has an operation '{id}'."
                    : $"The stream has {StreamLimits.MaxOperations} operations, the limit.",
                field: "extensions.operationId");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _ = Task.Run(() => operations.RunAsync(reserved, id, operation, client, memory, cancellation), CancellationToken.None);
    }

    /// <summary>DELETE with a token: ends an operation.</summary>
    internal Task EndOperationAsync(HttpContext context)
    {
        if (TokenOf(context.Request) is not { } token || !_reserved.TryGetValue(token, out var reserved)) return RefuseUnknownAsync(context);
        if (context.Request.Query["operationId"].ToString() is not { Length: > 0 } id)
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "The parameter operationId is missing.", field: "operationId");
        reserved.End(id);
        return Task.CompletedTask;
    }

    private Task RefuseUnknownAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status404NotFound, "There is no event stream with this token; reserve one by PUT.");

    /// <summary>Such a request is not a GraphQL request: its response is JSON, whatever media type it accepts.</summary>
    private Task RefuseAsync(HttpContext context, int statusCode, string message, string field = "token", string code = "INVALID_INPUT") =>
        writer.RefuseAsync(context, ResponseMediaType.Json, [Refusal.Malformed(field, message, statusCode, code)]);
}

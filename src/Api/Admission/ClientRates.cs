using GroupResults.Api.Access;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Admission;
using Microsoft.AspNetCore.RateLimiting;

namespace GroupResults.Api.Admission;

/// <summary>Refuses a client that has exceeded one of its rates, before any of its request is read.</summary>
internal sealed class ClientRates
{
    private readonly RefusalRate _refusals;
    private readonly RequestRate _requests;
    private readonly Callers _callers;
    private readonly Func<object, Task> _completed;

    public ClientRates(RefusalRate refusals, RequestRate requests, Callers callers)
    {
        (_refusals, _requests, _callers) = (refusals, requests, callers);
        _completed = CountAsync;
    }

    /// <summary>Middleware. Endpoints with rate limiting disabled are exempt: health checks must not be refused.</summary>
    internal Task EnsureAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null) return next(context);
        if (TryEnter(KeyOf(context)) is { } refusal) return RefusalWriter.WriteAsync(context, refusal);
        context.Response.OnCompleted(_completed, context);
        return next(context);
    }

    /// <summary>Call for each request, and for each operation over a WebSocket.</summary>
    /// <returns>The refusal; null if the client may continue.</returns>
    internal Refusal? TryEnter(ClientId client) => _refusals.Check(client) ?? _requests.TryTake(client);

    /// <summary>Counts a refused operation on a connection that stays open.</summary>
    internal void CountRefusal(ClientId client) => _refusals.Count(client);

    private ClientId KeyOf(HttpContext context) => ClientIds.Of(_callers.CallerOf(context), context.Connection.RemoteIpAddress);

    private Task CountAsync(object state)
    {
        var context = (HttpContext)state;
        if (RequestOutcome.IsRefused(context)) CountRefusal(KeyOf(context));
        return Task.CompletedTask;
    }
}

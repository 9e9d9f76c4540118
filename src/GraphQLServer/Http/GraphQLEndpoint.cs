using GraphQL.Types;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using GraphQLServer.ServerSentEvents;
using GraphQLServer.WebSockets;
using Microsoft.AspNetCore.Http;

namespace GraphQLServer.Http;

/// <summary>
/// GraphQL at one address: requests by POST and GET, event streams, WebSockets, and the schema for <c>?sdl</c>. The caller that maps the
/// endpoint handles browser pages and CORS before it.
/// </summary>
public sealed class GraphQLEndpoint
{
    private readonly RequestResponder _requests;
    private readonly EventStreams _streams;
    private readonly WebSocketEndpoint _webSockets;
    private readonly HttpRefusals _refusals;
    private readonly IClients _clients;
    private readonly ISchema _schema;
    private readonly GraphQLServerOptions _options;

    internal GraphQLEndpoint(
        RequestResponder requests, EventStreams streams, WebSocketEndpoint webSockets, HttpRefusals refusals, IClients clients, ISchema schema, GraphQLServerOptions options)
    {
        _requests = requests;
        _streams = streams;
        _webSockets = webSockets;
        _refusals = refusals;
        _clients = clients;
        _schema = schema;
        _options = options;
    }

    public Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Vary = $"Accept, Accept-Encoding, {CostHeader.Name}";
        if (context.WebSockets.IsWebSocketRequest) return _webSockets.HandleAsync(context);
        if (HttpMethods.IsPost(request.Method)) return _requests.RespondAsync(context);
        if (HttpMethods.IsPut(request.Method)) return ControlStreamAsync(context, _streams.ReserveAsync);
        if (HttpMethods.IsDelete(request.Method)) return ControlStreamAsync(context, _streams.EndOperationAsync);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return _refusals.RefuseMethodAsync(context, "GET, POST, PUT, DELETE", "Use POST or GET; PUT and DELETE are for event streams.");
        if (request.Query.ContainsKey("sdl")) return WriteSchemaAsync(context.Response);
        return EventStreams.TokenOf(request) is { } token && ResponseMediaTypes.TakesEventStream(request)
            ? ControlStreamAsync(context, _ => _streams.OpenAsync(context, token))
            : _requests.RespondAsync(context);
    }

    /// <summary>Such a request is not a GraphQL request: its status reports a refusal, whatever media type it accepts.</summary>
    private async Task ControlStreamAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            _clients.ClientOf(context).EnsureMayStream();
        }
        catch (Exception exception) when (_refusals.Find(exception, context) is { Count: > 0 } refusals)
        {
            await _refusals.RefuseAsync(context, [.. refusals.Select(refusal => refusal with { IsWellFormed = false })]);
            return;
        }

        await answer(context);
    }

    private Task WriteSchemaAsync(HttpResponse response)
    {
        response.ContentType = "text/plain; charset=utf-8";
        if (_options.Introspection) return response.WriteAsync(SchemaText.Print(_schema), response.HttpContext.RequestAborted);
        response.StatusCode = StatusCodes.Status404NotFound;
        return response.WriteAsync("The schema is not available.", response.HttpContext.RequestAborted);
    }
}

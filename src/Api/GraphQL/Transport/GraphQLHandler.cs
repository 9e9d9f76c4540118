using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GroupResults.Api.Explorer;
using GroupResults.Api.Rest;
using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>
/// GraphQL over HTTP at one address: requests by POST and GET, the schema for <c>?sdl</c>, the explorer for a browser.
/// It stands in for a transport package that the feed lacks; see the decision on GraphQL.
/// </summary>
internal sealed class GraphQLHandler(
    IDocumentExecuter executer,
    IDocumentBuilder documents,
    IGraphQLTextSerializer serializer,
    ISchema schema,
    TimeProvider time,
    ILogger<GraphQLHandler> log)
{
    internal Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Append("Vary", "Accept");
        if (HttpMethods.IsPost(request.Method)) return RespondAsync(context, () => GraphQLRequestReader.ReadBodyAsync(request, serializer));
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return MethodNotAllowedAsync(context, "GET, POST", "Send a POST or a GET.");
        if (request.Query.ContainsKey("sdl")) return WriteSchemaAsync(context);
        return ResponseMediaTypes.AsksForHtml(request)
            ? ExplorerPage.WriteAsync(context)
            : RespondAsync(context, () => Task.FromResult(GraphQLRequestReader.ReadQueryString(request, serializer)));
    }

    private async Task RespondAsync(HttpContext context, Func<Task<GraphQLHttpRequest>> read)
    {
        if (ResponseMediaTypes.Negotiate(context.Request) is not { } mediaType)
        {
            await RefuseAsync(
                context,
                ResponseMediaType.Json,
                new MalformedRequestException(
                    StatusCodes.Status406NotAcceptable,
                    "INVALID_INPUT",
                    "Accept",
                    "The Accept header must allow application/graphql-response+json or application/json."));
            return;
        }

        try
        {
            await ExecuteAsync(context, mediaType, await read());
        }
        catch (MalformedRequestException exception)
        {
            await RefuseAsync(context, mediaType, exception);
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(context, mediaType, Describe(exception, context));
        }
    }

    private async Task ExecuteAsync(HttpContext context, ResponseMediaType mediaType, GraphQLHttpRequest request)
    {
        var document = TryParse(request.Query);
        if (!HttpMethods.IsPost(context.Request.Method) && IsMutation(document, request.OperationName))
        {
            await MethodNotAllowedAsync(context, "POST", "A mutation must be sent by POST.");
            return;
        }

        var report = new CacheReport();
        var result = await executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Query = request.Query,
            Document = document,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            UserContext = report,
            RequestServices = context.RequestServices,
            CancellationToken = context.RequestAborted,
        });
        ErrorTranslation.Translate(result, context.Response, log);
        if (report.ToExtensions() is { } extensions) result.Extensions = extensions;
        if (report.First is { } provenance) context.Response.Headers["Cache-Status"] = CacheStatus.Describe(provenance, time.GetUtcNow());
        await WriteAsync(context, mediaType, StatusOf(result, mediaType), result);
    }

    /// <summary>Null where the document has an error: executing it says which.</summary>
    private GraphQLDocument? TryParse(string query)
    {
        try
        {
            return documents.Build(query);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new MalformedRequestException(
                StatusCodes.Status400BadRequest, "TOO_COMPLEX", "query", "The query is nested too deeply to be read.");
        }
        catch (Exception exception) when (exception is ExecutionError or GraphQLParserException)
        {
            return null;
        }
    }

    private static bool IsMutation(GraphQLDocument? document, string? operationName)
    {
        if (document is null) return false;
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLOperationDefinition { Operation: OperationType.Mutation } operation
                && (operationName is null || operation.Name?.StringValue == operationName))
            {
                return true;
            }
        }

        return false;
    }

    private static int StatusOf(ExecutionResult result, ResponseMediaType mediaType) =>
        result.Executed || mediaType is ResponseMediaType.Json ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private Task RefuseAsync(HttpContext context, ResponseMediaType mediaType, MalformedRequestException exception)
    {
        var error = new ExecutionError(exception.Message) { Code = exception.Code };
        error.AddExtension("field", exception.Field);
        return WriteAsync(context, mediaType, exception.StatusCode, new ExecutionResult { Errors = [error] });
    }

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

    private async Task WriteAsync(HttpContext context, ResponseMediaType mediaType, int statusCode, ExecutionResult result)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = ResponseMediaTypes.ContentTypeOf(mediaType);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }
}

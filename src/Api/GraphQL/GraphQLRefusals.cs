using GraphQL;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Http;
using GroupResults.Application;

namespace GroupResults.Api.GraphQL;

/// <summary>Writes a refusal that was decided before GraphQL saw the request, in GraphQL's form.</summary>
internal sealed class GraphQLRefusals(IGraphQLTextSerializer serializer)
{
    /// <summary>
    /// Whether an operation was not executed for a fault of its client. Clients of persisted documents ask by their hash first and expect
    /// that it is not found.
    /// </summary>
    internal static bool IsRefusal(ExecutionResult result) => !result.Executed
        && result.Errors is [{ Code: not (PersistedDocuments.NotFound or RefusalCodes.Internal or RefusalCodes.Unavailable or RefusalCodes.StorageFull) }, ..];

    internal async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        RetryAfter.Say(context.Response, refusal);
        context.Response.StatusCode = Problems.StatusOf(refusal.Code);
        context.Response.ContentType = ResponseMediaTypes.ContentTypeOf(ResponseMediaTypes.Negotiate(context.Request) ?? ResponseMediaType.Json);
        var result = new MalformedRequestException(context.Response.StatusCode, refusal.Code, refusal.Field ?? "", refusal.Message).ToResult();
        await serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }
}

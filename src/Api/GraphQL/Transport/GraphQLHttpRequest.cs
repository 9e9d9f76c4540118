using GraphQL;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>A GraphQL request as HTTP brought it, its parts checked for their types.</summary>
internal sealed record GraphQLHttpRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions);

/// <summary>A request that is no GraphQL request at all. The message is for the client.</summary>
/// <param name="field">The part of the request that is at fault, such as <c>variables</c> or <c>Accept</c>.</param>
internal sealed class MalformedRequestException(int statusCode, string code, string field, string message) : Exception(message)
{
    internal int StatusCode { get; } = statusCode;

    internal string Code { get; } = code;

    internal string Field { get; } = field;

    internal ExecutionResult ToResult()
    {
        var error = new ExecutionError(Message) { Code = Code };
        error.AddExtension("field", Field);
        return new ExecutionResult { Errors = [error] };
    }

    internal static MalformedRequestException BadRequest(string field, string message) =>
        new(StatusCodes.Status400BadRequest, "INVALID_INPUT", field, message);
}

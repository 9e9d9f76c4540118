using GraphQL;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>A GraphQL request as HTTP brought it, its parts checked for their types.</summary>
internal sealed record GraphQLHttpRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions);

/// <summary>A request that is no GraphQL request at all. The message is for the client.</summary>
internal sealed class MalformedRequestException(int statusCode, string code, string message) : Exception(message)
{
    internal int StatusCode { get; } = statusCode;

    internal string Code { get; } = code;

    internal static MalformedRequestException BadRequest(string message) => new(StatusCodes.Status400BadRequest, "INVALID_INPUT", message);
}

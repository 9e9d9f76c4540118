using System.Collections.Frozen;
using GraphQL;
using GroupResults.Api.Access;
using GroupResults.Api.Http;

namespace GroupResults.Api.GraphQL.Transport;

/// <summary>A GraphQL request as its transport brought it, its parts checked for their types.</summary>
/// <param name="Query">The document; empty where the request only names it.</param>
/// <param name="DocumentId">Names a document that the service is to know.</param>
internal sealed record GraphQLHttpRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions, string? DocumentId = null)
{
    /// <summary>Of the text that it was read from.</summary>
    internal long Bytes { get; init; }

    /// <summary>Set when its document is found.</summary>
    internal double Cost { get; set; }

    /// <summary>Set when it is validated and not valid: executing it tells them.</summary>
    internal IReadOnlyList<ExecutionError>? Faults { get; set; }

    /// <summary>To be called for what is held as long as its reader likes.</summary>
    /// <exception cref="MalformedRequestException">It is larger than that allows.</exception>
    internal void EnsureHoldable()
    {
        if (Bytes > StreamLimits.MaxHeldRequestBytes)
        {
            throw MalformedRequestException.Refused(
                "TOO_LARGE", "body", $"The request has {Bytes} bytes; one that is held for a stream may have {StreamLimits.MaxHeldRequestBytes}.");
        }
    }
}

/// <summary>A request that is no GraphQL request at all. The message is for the client.</summary>
/// <param name="field">The part of the request that is at fault, such as <c>variables</c> or <c>Accept</c>.</param>
internal sealed class MalformedRequestException(int statusCode, string code, string field, string message) : Exception(message)
{
    /// <summary>0: that of any GraphQL request which is not executed, which depends on the response's media type.</summary>
    internal int StatusCode { get; } = statusCode;

    /// <summary>Of a response of <c>application/graphql-response+json</c>, where <see cref="StatusCode"/> is 0.</summary>
    internal int UnexecutedStatusCode { get; private init; } = StatusCodes.Status400BadRequest;

    internal string Code { get; } = code;

    internal string Field { get; } = field;

    /// <summary>Further extensions of the error, by name.</summary>
    internal IReadOnlyDictionary<string, object> Figures { get; init; } = FrozenDictionary<string, object>.Empty;

    internal ExecutionResult ToResult()
    {
        var error = new ExecutionError(Message) { Code = Code };
        if (Field.Length > 0) error.AddExtension("field", Field);
        foreach (var (name, figure) in Figures) error.AddExtension(name, figure);
        return new ExecutionResult { Errors = [error] };
    }

    /// <summary>A GraphQL request that is well-formed and yet not executed.</summary>
    internal static MalformedRequestException Refused(string code, string field, string message) => new(statusCode: 0, code, field, message);

    /// <summary>The caller may not ask for this.</summary>
    internal static MalformedRequestException Denied(AccessRefusedException exception) =>
        new(statusCode: 0, exception.Refusals[0].Code, field: "", exception.Message) { UnexecutedStatusCode = Problems.StatusOf(exception.Refusals[0].Code) };

    internal static MalformedRequestException BadRequest(string field, string message) =>
        new(StatusCodes.Status400BadRequest, "INVALID_INPUT", field, message);
}

using GraphQLServer.Documents;
using GraphQL;

namespace GraphQLServer.Requests;

/// <summary>A GraphQL request from any transport. The types of its parts are checked.</summary>
/// <param name="Query">The document; empty if the request only refers to it.</param>
/// <param name="DocumentId">The id of a document that the service should know.</param>
public sealed record GraphQLRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions, string? DocumentId = null)
{
    /// <summary>The extension that names an operation on an event stream.</summary>
    internal const string OperationIdExtension = "operationId";

    /// <summary>The size of the text that the request was read from.</summary>
    internal long Bytes { get; init; }

    /// <summary>Drops undeclared variables and unused extensions, because a request can be held for long.</summary>
    /// <param name="operation">The request's operation; null if the request does not name one of the document's operations.</param>
    internal GraphQLRequest TrimTo(DescribedOperation? operation) => this with
    {
        Variables = Trim(Variables, name => operation?.Declares(name) is true),
        Extensions = Trim(Extensions, name => name == OperationIdExtension),
    };

    /// <summary>Call this for a request that is held for as long as its reader likes.</summary>
    /// <exception cref="RefusedException">The request is too large to be held.</exception>
    internal void EnsureHoldable()
    {
        if (Bytes > StreamLimits.MaxHeldRequestBytes)
        {
            throw new RefusedException(
                "TOO_LARGE", "body", $"The request has {Bytes} bytes; the limit for an operation on a stream is {StreamLimits.MaxHeldRequestBytes}.");
        }
    }

    private static Inputs? Trim(Inputs? inputs, Func<string, bool> isKept)
    {
        if (inputs is null || inputs.Keys.All(isKept)) return inputs;
        var kept = inputs.Where(input => isKept(input.Key)).ToDictionary(input => input.Key, input => input.Value, StringComparer.Ordinal);
        return kept.Count == 0 ? null : new Inputs(kept);
    }
}

using GraphQLServer.Documents;
using GraphQL;
using GraphQLServer.Limits;

namespace GraphQLServer.Requests;

/// <summary>A GraphQL request from any transport. The types of its parts are checked.</summary>
/// <param name="Query">The document; empty if the request only refers to it.</param>
/// <param name="DocumentId">The id of a document that the service should know.</param>
public sealed record GraphQLRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions, string? DocumentId = null)
{
    /// <summary>The size of the text that the request was read from.</summary>
    internal long Bytes { get; init; }

    internal CostReporting CostReporting { get; init; }

    /// <summary>The client's name for an operation on an event stream; null if it has none, or one that is too long.</summary>
    internal string? OperationId { get; private init; }

    /// <summary>
    /// Drops what is not used, such as undeclared variables, because a request can be held for long, and shares the document's own text with
    /// all requests that have the document.
    /// </summary>
    /// <param name="operation">The request's operation; null if the request does not name one of the document's operations.</param>
    internal GraphQLRequest TrimTo(DescribedDocument? document, DescribedOperation? operation) => this with
    {
        Query = document?.Text ?? Query,
        OperationName = operation is null ? OperationName : operation.Name,
        DocumentId = null,
        Variables = operation is null ? null : Declared(operation),
        Extensions = null,
        OperationId = Extensions?.TryGetValue("operationId", out var id) is true && id is string { Length: > 0 and <= StreamLimits.MaxIdLength } text ? text : null,
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

    private Inputs? Declared(DescribedOperation operation)
    {
        if (Variables is null) return null;
        var declared = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var definition in operation.Definition.Variables?.Items ?? [])
        {
            if (Variables.TryGetValue(definition.Variable.Name.StringValue, out var value)) declared[definition.Variable.Name.StringValue] = value;
        }

        if (declared.Count == Variables.Count) return Variables;
        return declared.Count == 0 ? null : new Inputs(declared);
    }
}

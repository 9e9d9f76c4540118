using GraphQLServer.Documents;
using GraphQL;

namespace GraphQLServer.Requests;

/// <summary>A GraphQL request as its transport brought it, its parts checked for their types.</summary>
/// <param name="Query">The document; empty where the request only names it.</param>
/// <param name="DocumentId">Names a document that the service is to know.</param>
public sealed record GraphQLRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions, string? DocumentId = null)
{
    /// <summary>The extension that names an operation on an event stream.</summary>
    internal const string OperationIdExtension = "operationId";

    /// <summary>Of the text that it was read from.</summary>
    internal long Bytes { get; init; }

    /// <summary>Drops what nobody will ask for: a request may be held for long.</summary>
    /// <param name="operation">The one that it names; null where it names none that there is.</param>
    internal GraphQLRequest TrimTo(DescribedOperation? operation) => this with
    {
        Variables = Trim(Variables, name => operation?.Declares(name) is true),
        Extensions = Trim(Extensions, name => name == OperationIdExtension),
    };

    /// <summary>To be called for what is held as long as its reader likes.</summary>
    /// <exception cref="RefusedException">It is larger than that allows.</exception>
    internal void EnsureHoldable()
    {
        if (Bytes > StreamLimits.MaxHeldRequestBytes)
        {
            throw new RefusedException(
                "TOO_LARGE", "body", $"The request has {Bytes} bytes; one that is held for a stream may have {StreamLimits.MaxHeldRequestBytes}.");
        }
    }

    private static Inputs? Trim(Inputs? inputs, Func<string, bool> isKept)
    {
        if (inputs is null || inputs.Keys.All(isKept)) return inputs;
        var kept = inputs.Where(input => isKept(input.Key)).ToDictionary(input => input.Key, input => input.Value, StringComparer.Ordinal);
        return kept.Count == 0 ? null : new Inputs(kept);
    }
}

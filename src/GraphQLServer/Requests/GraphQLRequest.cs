using GraphQL;

namespace GraphQLServer.Requests;

/// <summary>A GraphQL request as its transport brought it, its parts checked for their types.</summary>
/// <param name="Query">The document; empty where the request only names it.</param>
/// <param name="DocumentId">Names a document that the service is to know.</param>
public sealed record GraphQLRequest(string Query, string? OperationName, Inputs? Variables, Inputs? Extensions, string? DocumentId = null)
{
    /// <summary>Of the text that it was read from.</summary>
    internal long Bytes { get; init; }

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
}

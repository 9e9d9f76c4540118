using GraphQL;
using GraphQLServer.Execution;

namespace GraphQLServer;

/// <summary>Whole responses that are stored.</summary>
public interface IStoredResponses
{
    /// <summary>Tells whether a query's whole response can be stored. What it says may be remembered for all requests with the same text.</summary>
    /// <returns>Null where it cannot.</returns>
    IStoredResponse? Recognize(ValidOperation query);
}

/// <summary>The place of one stored response.</summary>
public interface IStoredResponse
{
    /// <summary>Called in place of <see cref="IClient.EnsureMayRun"/>. Throws where the client may not have it.</summary>
    void EnsureAllowed(IClient client);

    /// <param name="client">Who waits for it, should it have to be computed.</param>
    /// <param name="takesGzip">Whether the client wants it compressed; it need not be.</param>
    /// <returns>Null where the query must be executed for this request alone.</returns>
    ValueTask<StoredResponse?> GetAsync(IClient client, bool takesGzip, CancellationToken cancellationToken);
}

/// <summary>A whole response, or the result that was found in its place and is not stored.</summary>
/// <param name="Bytes">As they are sent, compressed where there is a coding.</param>
/// <param name="Ending">What comes behind the bytes.</param>
/// <param name="ContentEncoding">Null for plain bytes.</param>
/// <param name="CacheStatus">The value of the header of that name; null: there is none.</param>
/// <param name="Unstored">Such as one with errors; then there are no bytes.</param>
public readonly record struct StoredResponse(
    ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Ending, string? ContentEncoding, string? CacheStatus, ExecutionResult? Unstored = null)
{
    internal static StoredResponse Of(ExecutionResult result) => new(default, default, ContentEncoding: null, CacheStatus: null, result);
}

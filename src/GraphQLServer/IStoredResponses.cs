using GraphQL;
using GraphQLServer.Execution;
using Microsoft.Extensions.Primitives;

namespace GraphQLServer;

/// <summary>Stores whole responses.</summary>
public interface IStoredResponses
{
    /// <summary>Determines whether a query's whole response can be stored. The result is reused for requests with the same text.</summary>
    /// <returns>Null if it cannot.</returns>
    IStoredResponse? Recognize(ValidOperation query);
}

/// <summary>One stored response, computed on first use.</summary>
public interface IStoredResponse
{
    /// <summary>Throws if the client may not have the response. For a recognized request, this replaces <see cref="IClient.EnsureMayRun"/>.</summary>
    void EnsureAllowed(IClient client);

    /// <param name="client">The client that waits if the response must be computed.</param>
    /// <returns>Null if the query must be executed for this request alone.</returns>
    ValueTask<StoredResponse?> GetAsync(IClient client, StoredResponseRequest request, CancellationToken cancellationToken);
}

/// <summary>The form of a stored response that a request asks for.</summary>
/// <param name="TakesGzip">Whether the client accepts gzip; the response need not be compressed.</param>
/// <param name="TakesTag">Whether the response may have an entity tag: only those to GET and HEAD are stored by clients.</param>
/// <param name="IfNoneMatch">The condition If-None-Match; empty if there is none, or no tag.</param>
public readonly record struct StoredResponseRequest(bool TakesGzip, bool TakesTag = false, StringValues IfNoneMatch = default);

/// <summary>A whole response, or a result that is not stored.</summary>
/// <param name="Bytes">The bytes to send, compressed if there is a <paramref name="ContentEncoding"/>.</param>
/// <param name="Ending">The bytes that follow <paramref name="Bytes"/>.</param>
/// <param name="ContentEncoding">Null if the bytes are not compressed.</param>
/// <param name="CacheStatus">The value of the Cache-Status header; null for no header.</param>
/// <param name="Unstored">The result that is not stored, such as one with errors; there are no bytes then.</param>
public readonly record struct StoredResponse(
    ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Ending, string? ContentEncoding, string? CacheStatus, ExecutionResult? Unstored = null)
{
    /// <summary>The weak entity tag, the same for all codings; null for none.</summary>
    public string? EntityTag { get; init; }

    /// <summary>Whether the client has the response already. There are no bytes.</summary>
    public bool IsNotModified { get; init; }

    internal static StoredResponse Of(ExecutionResult result) => new(default, default, ContentEncoding: null, CacheStatus: null, result);
}

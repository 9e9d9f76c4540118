using Microsoft.Extensions.Caching.Memory;

namespace GraphQLServer.Requests;

/// <summary>
/// Documents that requests refer to instead of sending them: trusted documents, and those that clients have registered by Apollo's
/// automatic persisted queries. The latter are bounded in bytes; a client whose document was evicted sends it again.
/// </summary>
internal sealed class PersistedDocuments(TrustedDocuments trusted) : IDisposable
{
    internal const string NotFound = "PERSISTED_QUERY_NOT_FOUND";

    private const string HashPrefix = "sha256:";
    private const long LimitBytes = 8 * 1024 * 1024;

    /// <summary>The minimum size of a document, which limits their number to 8,192.</summary>
    private const long MinBytes = 1024;

    private readonly MemoryCache _automatic = new(new MemoryCacheOptions { SizeLimit = LimitBytes });

    /// <returns>The request with its document's text.</returns>
    /// <exception cref="RefusedException">The document is unknown or not allowed.</exception>
    internal GraphQLRequest Resolve(GraphQLRequest request)
    {
        if (request.DocumentId is { } documentId) return request with { Query = Find(WithoutPrefix(documentId)) ?? throw UnknownId() };
        if (AutomaticHash(request) is { } hash) return ResolveAutomatic(request, hash);
        return request.Query.Length == 0 ? throw RequestReader.MissingQuery() : EnsureTrusted(request);
    }

    public void Dispose() => _automatic.Dispose();

    private GraphQLRequest ResolveAutomatic(GraphQLRequest request, string hash)
    {
        if (request.Query.Length == 0)
        {
            // Clients look for exactly this text, and then send the document.
            return request with
            {
                Query = Find(hash) ?? throw new RefusedException(NotFound, "extensions.persistedQuery", "PersistedQueryNotFound"),
            };
        }

        EnsureTrusted(request);
        if (hash != TrustedDocuments.HashOf(request.Query))
            throw RefusedException.Malformed("extensions.persistedQuery", "'sha256Hash' is not the SHA-256 hash of the query in hexadecimal.");
        if (!trusted.IsExclusive)
            _automatic.Set(hash, request.Query, new MemoryCacheEntryOptions { Size = Math.Max(MinBytes, 2L * request.Query.Length) });
        return request;
    }

    private string? Find(string id) => trusted.ById.GetValueOrDefault(id) ?? (_automatic.TryGetValue(id, out string? text) ? text : null);

    private GraphQLRequest EnsureTrusted(GraphQLRequest request) => !trusted.IsExclusive || trusted.Contains(request.Query)
        ? request
        : throw new RefusedException("FORBIDDEN", "query", "Only trusted documents are accepted; this is not one of them.");

    private static string? AutomaticHash(GraphQLRequest request)
    {
        if (request.Extensions?.TryGetValue("persistedQuery", out var value) is not true || value is null) return null;
        if (value is not IDictionary<string, object?> persisted || !persisted.TryGetValue("sha256Hash", out var hash) || hash is not string { Length: > 0 } text)
            throw RefusedException.Malformed("extensions.persistedQuery", "'persistedQuery' must be an object with the string 'sha256Hash'.");
        return persisted.TryGetValue("version", out var version) && version is not 1
            ? throw RefusedException.Malformed("extensions.persistedQuery", "'version' must be 1.")
            : text;
    }

    private static string WithoutPrefix(string id) => id.StartsWith(HashPrefix, StringComparison.Ordinal) ? id[HashPrefix.Length..] : id;

    private static RefusedException UnknownId() =>
        new RefusedException(NotFound, "documentId", "There is no document with this id.");
}

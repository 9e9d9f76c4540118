using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GraphQLServer.Documents;
using GraphQLServer.Limits;
using Microsoft.Extensions.Caching.Memory;

namespace GraphQLServer.Execution;

/// <summary>
/// Caches documents that are within the limits by their text, and recognized requests by theirs. The cache is bounded in bytes; each
/// entry has a minimum size, so its number of entries is bounded too. A text is cached the second time that it is seen: one client's
/// flood of different texts does not evict what others use.
/// </summary>
internal sealed class DocumentCache(IDocumentBuilder builder, DocumentLimits limits, ISchema schema) : IDisposable
{
    private const long LimitBytes = 32 * 1024 * 1024;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = LimitBytes });
    private readonly SeenTexts _seen = new();

    /// <exception cref="GraphQLParserException">The text is not GraphQL.</exception>
    /// <exception cref="RefusedException">The document exceeds a limit.</exception>
    internal DescribedDocument Describe(string text)
    {
        if (_known.TryGetValue(text, out DescribedDocument? known)) return known!;
        limits.EnsureTokens(text);
        var document = Parse(text);
        var walk = DocumentWalk.Through(document);
        limits.EnsureShape(walk);
        var described = DescribedDocument.Of(text, document, walk, schema);
        limits.EnsureRepeats(described);
        Keep(text, described, described.Bytes);
        return described;
    }

    /// <param name="key">Starts with a character that no document starts with.</param>
    internal RecognizedRequest? Find(ReadOnlySpan<char> key) => _known.TryGetValue(key, out RecognizedRequest? request) ? request : null;

    internal void Keep(string key, RecognizedRequest request) =>
        Keep(key, request, (4 * key.Length) + request.Operation.HeldBytes);

    public void Dispose() => _known.Dispose();

    private void Keep(string text, object value, long bytes)
    {
        if (_seen.CheckAndRecord(text)) _known.Set(text, value, new MemoryCacheEntryOptions { Size = bytes });
    }

    private GraphQLDocument Parse(string text)
    {
        try
        {
            return builder.Build(text);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw limits.TooDeep();
        }
    }
}

/// <summary>A request whose whole response can be stored.</summary>
internal sealed record RecognizedRequest(PreparedOperation Operation, IStoredResponse Response);

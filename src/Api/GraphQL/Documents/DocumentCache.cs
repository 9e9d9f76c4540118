using GraphQL.Execution;
using GraphQLParser.Exceptions;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Transport;
using Microsoft.Extensions.Caching.Memory;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>
/// Parsed documents within their limits. Bounded in their number and in what they take, and kept from the second time on that they come:
/// those that come once, many of them by one client perhaps, drive out none of the others.
/// </summary>
internal sealed class DocumentCache(IDocumentBuilder builder, DocumentLimits limits) : IDisposable
{
    private const long LimitBytes = 16 * 1024 * 1024;

    /// <summary>What a document takes at least, which bounds their number to 4,096.</summary>
    private const long MinBytes = 4 * 1024;

    private readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = LimitBytes });
    private readonly SeenTexts _seen = new();

    /// <exception cref="GraphQLParserException">No GraphQL.</exception>
    /// <exception cref="MalformedRequestException">It passes a limit.</exception>
    internal ParsedDocument Parse(string text)
    {
        if (_documents.TryGetValue(text, out ParsedDocument? known)) return known!;
        limits.EnsureTokens(text);
        var document = Build(text);
        var parsed = new ParsedDocument(text, document);
        limits.EnsureShape(document, parsed.Fragments);
        if (_seen.IsSeenAgain(text)) _documents.Set(text, parsed, new MemoryCacheEntryOptions { Size = SizeOf(text) });
        return parsed;
    }

    private GraphQLParser.AST.GraphQLDocument Build(string text)
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

    /// <summary>Estimated: a syntax tree takes about 40 bytes for each character of its text, which it keeps, too.</summary>
    internal static long SizeOf(string text) => Math.Max(MinBytes, 42L * text.Length);

    public void Dispose() => _documents.Dispose();
}

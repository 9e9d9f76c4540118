using System.Buffers;
using System.Text;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Caching.Memory;

namespace GroupResults.Api.GraphQL.Responses;

/// <summary>
/// Tells which requests are <see cref="PushQuery"/>s. What a request means follows from its text and the schema alone, so it is worked out
/// once for each text and remembered, from the second time on that it comes. Bounded in number and in what is remembered.
/// </summary>
internal sealed class PushQueries(OperationExecuter executer, SchemaHash schemaHash) : IDisposable
{
    private const long LimitBytes = 16 * 1024 * 1024;

    /// <summary>Longer texts are worked out each time.</summary>
    private const int MaxTextBytes = 4 * 1024;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = LimitBytes });
    private readonly SeenTexts _seen = new();

    /// <param name="text">The request's body, or its query string.</param>
    internal PushQuery? Find(ReadOnlySequence<byte> text, bool isBody)
    {
        if (text.Length > MaxTextBytes) return null;

        // Byte by byte, since other bytes must be another text even where they are not UTF-8.
        Span<char> key = stackalloc char[MaxTextBytes + 1];
        key[0] = KindOf(isBody);
        key = key[..(1 + Encoding.Latin1.GetChars(text, key[1..]))];
        return _known.TryGetValue(key, out PushQuery? query) ? query : null;
    }

    /// <summary>Works out what a request is, and remembers it where it is a query of one push.</summary>
    internal async Task<PushQuery?> RecognizeAsync(
        ReadOnlySequence<byte> text, bool isBody, GraphQLHttpRequest request, ParsedDocument document)
    {
        if (document.Operation(request.OperationName) is not { Operation: OperationType.Query } operation) return null;
        if (await executer.ValidateAsync(request, document, operation) is not { } result) return null;
        if (PushField.Find(document.Document, operation) is not { } field) return null;
        if (result.ArgumentValues?[field] is not { } arguments) return null;
        if (arguments["repository"].Value is not string repository || arguments["revision"].Value is not string revision) return null;
        var query = new PushQuery(
            request,
            document,
            new PushKey(repository, revision),
            QueryHash.Of(schemaHash.Bytes, document.Hash.Span, request.OperationName, result.Variables));
        if (text.Length <= MaxTextBytes) Remember(KindOf(isBody) + Encoding.Latin1.GetString(text), query);
        return query;
    }

    private void Remember(string text, PushQuery query)
    {
        if (!_seen.IsSeenAgain(text)) return;
        _known.Set(text, query, new MemoryCacheEntryOptions { Size = (4 * text.Length) + DocumentCache.SizeOf(query.Request.Query) });
    }

    /// <summary>A body that reads like a query string is none.</summary>
    private static char KindOf(bool isBody) => isBody ? 'B' : 'Q';

    public void Dispose() => _known.Dispose();
}

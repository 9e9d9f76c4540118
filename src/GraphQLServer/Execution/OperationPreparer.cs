using System.Buffers;
using System.Text;
using GraphQL;
using GraphQLParser.Exceptions;
using GraphQLServer.Documents;
using GraphQLServer.Limits;
using GraphQLServer.Requests;

namespace GraphQLServer.Execution;

/// <summary>Finds a request's document and operation, and checks the limits. Validates and executes nothing.</summary>
internal sealed class OperationPreparer(PersistedDocuments persisted, DocumentCache documents, GraphQLServerOptions options)
{
    /// <summary>Longer texts are not cached.</summary>
    private const int MaxTextBytes = 4 * 1024;

    /// <summary>No document starts with these marks: control characters are not GraphQL.</summary>
    private const char BodyMark = '\x01';

    private const char QueryStringMark = '\x02';

    /// <exception cref="RefusedException">The document is unknown, or exceeds a limit. One that is not executed may cost any amount.</exception>
    internal PreparedOperation Prepare(GraphQLRequest request)
    {
        var resolved = persisted.Resolve(request);
        var document = TryDescribe(resolved.Query);
        var operation = document?.Operation(resolved.OperationName);
        resolved = resolved.TrimTo(document, operation);
        if (operation is null) return new PreparedOperation(resolved, document, operation, Cost: 0);
        var report = resolved.CostReporting is CostReporting.None ? null : OperationCost.Describe(options, operation, resolved.Variables);
        var cost = resolved.CostReporting is CostReporting.Validate ? report!.Total : OperationCost.Ensure(options, operation, resolved.Variables);
        return new PreparedOperation(resolved, document, operation, cost) { CostReport = report };
    }

    /// <summary>Finds a recognized request. Its text is the key: what it means depends only on the text and the schema.</summary>
    /// <param name="text">The request's body or query string.</param>
    internal RecognizedRequest? Find(ReadOnlySequence<byte> text, bool isBody)
    {
        if (text.Length > MaxTextBytes) return null;

        // Latin-1 keeps each byte, so different bytes have different keys even if they are not UTF-8.
        Span<char> key = stackalloc char[MaxTextBytes + 1];
        key[0] = isBody ? BodyMark : QueryStringMark; // A body is not a query string, even if the bytes are equal.
        return documents.Find(key[..(1 + Encoding.Latin1.GetChars(text, key[1..]))]);
    }

    internal void Remember(ReadOnlySequence<byte> text, bool isBody, RecognizedRequest request)
    {
        if (text.Length <= MaxTextBytes) documents.Keep((isBody ? BodyMark : QueryStringMark) + Encoding.Latin1.GetString(text), request);
    }

    private DescribedDocument? TryDescribe(string query)
    {
        try
        {
            return documents.Describe(query);
        }
        catch (Exception exception) when (exception is ExecutionError or GraphQLParserException)
        {
            return null;
        }
    }
}

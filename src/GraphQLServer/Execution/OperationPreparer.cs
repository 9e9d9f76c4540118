using System.Buffers;
using System.Text;
using GraphQL;
using GraphQLParser.Exceptions;
using GraphQLServer.Documents;
using GraphQLServer.Limits;
using GraphQLServer.Requests;

namespace GraphQLServer.Execution;

/// <summary>Finds out what a request asks for, and whether it is within the limits. Nothing of it is validated or executed here.</summary>
internal sealed class OperationPreparer(PersistedDocuments persisted, DocumentCache documents, GraphQLServerOptions options)
{
    /// <summary>Longer texts are worked out each time.</summary>
    private const int MaxTextBytes = 4 * 1024;

    /// <summary>No document begins with these: what is not printable is not GraphQL.</summary>
    private const char BodyMark = '\x01';

    private const char QueryStringMark = '\x02';

    /// <exception cref="RefusedException">Its document is not known, or passes a limit.</exception>
    internal PreparedOperation Prepare(GraphQLRequest request)
    {
        var resolved = persisted.Resolve(request);
        var document = TryDescribe(resolved.Query);
        var operation = document?.Operation(resolved.OperationName);
        resolved = resolved.TrimTo(operation);
        var cost = operation is null ? 0 : OperationCost.Ensure(options.Limits, operation, resolved.Variables);
        return new PreparedOperation(resolved, document, operation, cost);
    }

    /// <summary>What a request means follows from its text and the schema alone, so it is worked out once for each text.</summary>
    /// <param name="text">The request's body, or its query string.</param>
    internal RecognizedRequest? Find(ReadOnlySequence<byte> text, bool isBody)
    {
        if (text.Length > MaxTextBytes) return null;

        // Byte by byte, since other bytes must be another text even where they are not UTF-8.
        Span<char> key = stackalloc char[MaxTextBytes + 1];
        key[0] = isBody ? BodyMark : QueryStringMark; // A body that reads like a query string is none.
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

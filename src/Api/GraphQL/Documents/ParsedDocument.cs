using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>A document that was parsed, and which of its operations are known to be valid.</summary>
internal sealed class ParsedDocument(string text, GraphQLDocument document)
{
    private readonly ConcurrentDictionary<string, bool> _valid = new(StringComparer.Ordinal);

    internal GraphQLDocument Document { get; } = document;

    internal FragmentTable Fragments { get; } = new(document);

    /// <summary>SHA-256 of the text.</summary>
    internal ReadOnlyMemory<byte> Hash { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the operation has just one field at its root, written there.</summary>
    internal bool HasOneField(string? operationName) => Operation(operationName)?.SelectionSet.Selections is [GraphQLField];

    /// <summary>The operation that a request names, or the only one; null where that is not one.</summary>
    internal GraphQLOperationDefinition? Operation(string? name)
    {
        GraphQLOperationDefinition? found = null;
        foreach (var definition in Document.Definitions)
        {
            if (definition is not GraphQLOperationDefinition operation || (name is not null && operation.Name?.StringValue != name)) continue;
            if (found is not null) return null;
            found = operation;
        }

        return found;
    }

    /// <summary>Whether the operation is known to have passed all rules.</summary>
    internal bool IsValid(string? operationName) => _valid.ContainsKey(KeyOf(operationName));

    /// <summary>To be called once an operation of this document has passed all rules.</summary>
    internal void MarkValid(string? operationName) => _valid.TryAdd(KeyOf(operationName), true);

    /// <summary>The empty name is another than none.</summary>
    private static string KeyOf(string? operationName) => operationName is null ? "" : "=" + operationName;
}

using System.Security.Cryptography;
using System.Text;
using GraphQL.Types;
using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>A parsed document and the results of its only walk. Later checks read the results here instead of walking again.</summary>
public sealed class DescribedDocument
{
    /// <summary>The minimum estimate for a document.</summary>
    private const long MinBytes = 4 * 1024;

    private readonly DocumentWalk _walk;

    private DescribedDocument(string text, GraphQLDocument document, DocumentWalk walk, IReadOnlyList<DescribedOperation> operations, (string Name, int Count) mostRepeated)
    {
        Document = document;
        Text = text;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        Bytes = Math.Max(MinBytes, (42L * text.Length) + (100 * walk.Fields));
        _walk = walk;
        Operations = operations;
        MostRepeated = mostRepeated;
    }

    /// <summary>The SHA-256 hash of the text.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>
    /// The estimated memory: about 42 bytes per character for the syntax tree and the text that it keeps, and about 100 bytes per field
    /// with fragments expanded.
    /// </summary>
    public long Bytes { get; }

    public IReadOnlyList<DescribedOperation> Operations { get; }

    internal GraphQLDocument Document { get; }

    internal string Text { get; }

    /// <summary>The number of fields in all definitions, with fragments expanded.</summary>
    internal long Fields => _walk.Fields;

    /// <summary>The field selected most often on one object, and how often.</summary>
    internal (string Name, int Count) MostRepeated { get; }

    /// <param name="walk">The walk over the same document, which must have a bounded size and no fragment cycle.</param>
    internal static DescribedDocument Of(string text, GraphQLDocument document, DocumentWalk walk, ISchema schema)
    {
        var tree = new SelectionTree(schema, walk.Fragments);
        List<DescribedOperation> operations = [];
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLOperationDefinition operation)
                operations.Add(new DescribedOperation(operation, tree.Build(operation.SelectionSet, RootOf(operation, schema), out var hasDirectives), hasDirectives));
            else if (definition is GraphQLFragmentDefinition fragment)
                tree.Build(fragment.SelectionSet, tree.TypeNamed(fragment.TypeCondition), out _); // Validation walks unused fragments too.
        }

        return new DescribedDocument(text, document, walk, operations, tree.MostRepeated);
    }

    /// <summary>The operation of this name, or the only operation if no name is given; null if there is no such operation.</summary>
    public DescribedOperation? Operation(string? name)
    {
        DescribedOperation? found = null;
        foreach (var operation in Operations)
        {
            if (name is not null && operation.Name != name) continue;
            if (found is not null) return null;
            found = operation;
        }

        return found;
    }

    /// <summary>How often the document uses a variable, not counting definitions.</summary>
    public int UsesOf(string variable) => _walk.VariableUses.GetValueOrDefault(variable);

    /// <summary>Finds the fragment of a spread; null if the document, which is invalid then, has none of this name.</summary>
    public GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => _walk.Find(spread);

    private static IObjectGraphType? RootOf(GraphQLOperationDefinition operation, ISchema schema) => operation.Operation switch
    {
        OperationType.Mutation => schema.Mutation,
        OperationType.Subscription => schema.Subscription,
        _ => schema.Query,
    };
}

using System.Security.Cryptography;
using System.Text;
using GraphQL.Types;
using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>A document that was parsed and gone through once: whoever asks something of it later finds it here.</summary>
public sealed class DescribedDocument
{
    /// <summary>What a document takes at least.</summary>
    private const long MinBytes = 4 * 1024;

    private readonly DocumentWalk _walk;

    private DescribedDocument(string text, GraphQLDocument document, DocumentWalk walk, IReadOnlyList<DescribedOperation> operations, (string Name, int Count) mostRepeated)
    {
        Document = document;
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        Bytes = Math.Max(MinBytes, (42L * text.Length) + (100 * walk.Fields));
        _walk = walk;
        Operations = operations;
        MostRepeated = mostRepeated;
    }

    /// <summary>SHA-256 of the text.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>
    /// Estimates what it takes: a syntax tree takes about 40 bytes for each character of its text, which it keeps, too, and each field
    /// about 100 where its fragments are put in.
    /// </summary>
    public long Bytes { get; }

    public IReadOnlyList<DescribedOperation> Operations { get; }

    internal GraphQLDocument Document { get; }

    /// <summary>Of all definitions, each with its fragments put in.</summary>
    internal long Fields => _walk.Fields;

    /// <summary>The field that is asked for most often of one object, and how often.</summary>
    internal (string Name, int Count) MostRepeated { get; }

    /// <param name="walk">Of the same document, without a circle and of a bounded size.</param>
    internal static DescribedDocument Of(string text, GraphQLDocument document, DocumentWalk walk, ISchema schema)
    {
        var tree = new SelectionTree(schema, walk.Fragments);
        List<DescribedOperation> operations = [];
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLOperationDefinition operation)
                operations.Add(new DescribedOperation(operation, tree.Build(operation.SelectionSet, RootOf(operation, schema), out var hasDirectives), hasDirectives));
            else if (definition is GraphQLFragmentDefinition fragment)
                tree.Build(fragment.SelectionSet, tree.TypeNamed(fragment.TypeCondition), out _); // Validation goes through one that is not used, too.
        }

        return new DescribedDocument(text, document, walk, operations, tree.MostRepeated);
    }

    /// <summary>The operation that a request names, or the only one; null where that is not one.</summary>
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

    /// <summary>How often the document uses a variable, its definitions aside.</summary>
    public int UsesOf(string variable) => _walk.VariableUses.GetValueOrDefault(variable);

    /// <summary>Null where the document, which then is not valid, has no fragment of this name.</summary>
    public GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => _walk.Find(spread);

    private static IObjectGraphType? RootOf(GraphQLOperationDefinition operation, ISchema schema) => operation.Operation switch
    {
        OperationType.Mutation => schema.Mutation,
        OperationType.Subscription => schema.Subscription,
        _ => schema.Query,
    };
}

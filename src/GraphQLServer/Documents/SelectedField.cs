using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>The fields of one object that merge into one because they share a response name. Usually a single field.</summary>
public sealed class SelectedField
{
    private readonly List<GraphQLField>? _all;

    internal SelectedField(List<GraphQLField> all, FieldCost? cost, IReadOnlyList<SelectedField> fields)
    {
        First = all[0];
        _all = all.Count > 1 ? all : null;
        Cost = cost;
        Fields = fields;
    }

    public GraphQLField First { get; }

    public IReadOnlyList<GraphQLField> All => _all ?? [First];

    /// <summary>The selections on the field's object, with fragments expanded; empty for a leaf.</summary>
    public IReadOnlyList<SelectedField> Fields { get; }

    /// <summary>The response name: the alias, or the field's name.</summary>
    internal ReadOnlySpan<char> Name => NameOf(First).Value.Span;

    internal int Count => _all?.Count ?? 1;

    internal bool HasSelections => Fields.Count > 0;

    /// <summary>Null if the schema sets no cost or does not have the field.</summary>
    internal FieldCost? Cost { get; }

    internal static GraphQLName NameOf(GraphQLField field) => field.Alias?.Name ?? field.Name;
}

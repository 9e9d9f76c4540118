using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>Fields of one object that are one in the answer, since they have the same name there. Nearly always it is a single one.</summary>
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

    /// <summary>What is asked for of the field's object, fragments put in; empty where the field has no selections.</summary>
    public IReadOnlyList<SelectedField> Fields { get; }

    /// <summary>In the answer.</summary>
    internal ReadOnlySpan<char> Name => NameOf(First).Value.Span;

    internal int Count => _all?.Count ?? 1;

    internal bool HasSelections => Fields.Count > 0;

    /// <summary>Null where the schema sets none, or does not know the field.</summary>
    internal FieldCost? Cost { get; }

    internal static GraphQLName NameOf(GraphQLField field) => field.Alias?.Name ?? field.Name;
}

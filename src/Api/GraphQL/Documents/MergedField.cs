using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>Fields of one object that are one in the answer, since they have the same name there. Nearly always it is a single one.</summary>
/// <param name="more">All of them, where there are several.</param>
internal readonly struct MergedField(GraphQLField first, List<GraphQLField>? more = null)
{
    internal GraphQLField First => first;

    internal IReadOnlyList<GraphQLField> All => more ?? [first];

    internal int Count => more?.Count ?? 1;

    /// <summary>In the answer.</summary>
    internal ReadOnlySpan<char> Name => NameOf(first).Value.Span;

    internal bool HasSelections => more is null ? first.SelectionSet is not null : more.Exists(each => each.SelectionSet is not null);

    internal static GraphQLName NameOf(GraphQLField field) => field.Alias?.Name ?? field.Name;

    internal MergedField And(GraphQLField field)
    {
        if (more is null) return new MergedField(first, [first, field]);
        more.Add(field);
        return this;
    }
}

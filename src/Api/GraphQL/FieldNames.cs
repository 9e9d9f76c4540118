using GraphQL;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Finds the fields requested below a field whose type is an interface, whatever types and conditions they are under. The library
/// provides them for object types only.
/// </summary>
internal static class FieldNames
{
    internal static IEnumerable<string> Below(IResolveFieldContext context) =>
        In(context.FieldAst.SelectionSet, context.Document, isDeep: false, []);

    /// <summary>The same at any depth.</summary>
    internal static IEnumerable<string> AnywhereBelow(IResolveFieldContext context) =>
        AnywhereBelow(context.FieldAst, context.Document);

    internal static IEnumerable<string> AnywhereBelow(GraphQLField field, GraphQLDocument document) =>
        In(field.SelectionSet, document, isDeep: true, []);

    /// <param name="seen">The fragments already visited. Nested spreads would otherwise multiply the fields exponentially.</param>
    private static IEnumerable<string> In(GraphQLSelectionSet? selections, GraphQLDocument document, bool isDeep, HashSet<string> seen)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            IEnumerable<string> names = selection switch
            {
                GraphQLField field when isDeep => In(field.SelectionSet, document, isDeep, seen).Prepend(field.Name.StringValue),
                GraphQLField field => [field.Name.StringValue],
                GraphQLInlineFragment fragment => In(fragment.SelectionSet, document, isDeep, seen),
                GraphQLFragmentSpread spread when seen.Add(spread.FragmentName.Name.StringValue) => In(Find(document, spread).SelectionSet, document, isDeep, seen),
                _ => [],
            };
            foreach (var name in names) yield return name;
        }
    }

    private static GraphQLFragmentDefinition Find(GraphQLDocument document, GraphQLFragmentSpread spread) => document.Definitions
        .OfType<GraphQLFragmentDefinition>()
        .First(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);
}

using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>A document's fragments by their names, and its selections with the fragments put in.</summary>
internal sealed class FragmentTable
{
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);

    internal FragmentTable(GraphQLDocument document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLFragmentDefinition fragment) _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
        }
    }

    /// <summary>Null where the document, which then is not valid, has no fragment of this name.</summary>
    internal GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => _fragments.GetValueOrDefault(spread.FragmentName.Name.StringValue);

    /// <summary>The fields of one object, those of the same name in the answer together, whatever their type conditions.</summary>
    /// <remarks>Only for documents without circular fragments, and of a bounded size.</remarks>
    internal Dictionary<string, List<GraphQLField>> Merge(List<GraphQLSelectionSet> selections)
    {
        var merged = new Dictionary<string, List<GraphQLField>>(StringComparer.Ordinal);
        foreach (var set in selections) Collect(set, merged);
        return merged;
    }

    /// <summary>What merged fields ask for of their objects.</summary>
    internal static List<GraphQLSelectionSet> Below(List<GraphQLField> fields) => [.. fields.Select(field => field.SelectionSet).OfType<GraphQLSelectionSet>()];

    private void Collect(GraphQLSelectionSet? selections, Dictionary<string, List<GraphQLField>> merged)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            if (selection is not GraphQLField field)
            {
                Collect(selection is GraphQLFragmentSpread spread ? Find(spread)?.SelectionSet : (selection as IHasSelectionSetNode)?.SelectionSet, merged);
                continue;
            }

            var name = (field.Alias?.Name ?? field.Name).StringValue;
            if (!merged.TryGetValue(name, out var same)) merged.Add(name, same = []);
            same.Add(field);
        }
    }
}

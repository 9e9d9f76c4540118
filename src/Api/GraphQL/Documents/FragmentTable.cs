using System.Runtime.InteropServices;
using GraphQLParser.AST;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>A document's fragments by their names, and its selections with the fragments put in.</summary>
internal sealed class FragmentTable
{
    /// <summary>So many names are compared one by one; more have a table.</summary>
    private const int FewFields = 8;

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

    /// <summary>The fields of an operation, those of the same name in the answer together, whatever their type conditions.</summary>
    /// <remarks>Only for documents without circular fragments, and of a bounded size.</remarks>
    internal List<MergedField> Merge(GraphQLSelectionSet selections)
    {
        var merger = new Merger(this, selections.Selections.Count);
        merger.Add(selections);
        return merger.Fields;
    }

    /// <summary>The same of what a field asks for of its object; empty where that is none.</summary>
    internal List<MergedField> Merge(MergedField field)
    {
        if (!field.HasSelections) return [];
        var merger = new Merger(this, field.First.SelectionSet?.Selections.Count ?? 0);
        if (field.Count == 1) merger.Add(field.First.SelectionSet);
        else foreach (var each in field.All) merger.Add(each.SelectionSet);
        return merger.Fields;
    }

    private struct Merger(FragmentTable fragments, int expected)
    {
        private Dictionary<string, int>? _places;

        internal List<MergedField> Fields { get; } = new(expected);

        internal void Add(GraphQLSelectionSet? selections)
        {
            if (selections is null) return;
            foreach (var selection in selections.Selections)
            {
                if (selection is GraphQLField field) Add(field);
                else Add(selection is GraphQLFragmentSpread spread ? fragments.Find(spread)?.SelectionSet : (selection as IHasSelectionSetNode)?.SelectionSet);
            }
        }

        private void Add(GraphQLField field)
        {
            if (PlaceOf(MergedField.NameOf(field)) is { } place)
            {
                CollectionsMarshal.AsSpan(Fields)[place] = Fields[place].And(field);
                return;
            }

            Fields.Add(new MergedField(field));
            if (Fields.Count == FewFields + 1) _places = TableOfPlaces();
            else _places?.Add(MergedField.NameOf(field).StringValue, Fields.Count - 1);
        }

        private readonly int? PlaceOf(GraphQLName name)
        {
            if (_places is not null) return _places.TryGetValue(name.StringValue, out var place) ? place : null;
            for (var i = 0; i < Fields.Count; i++)
            {
                if (Fields[i].Name.SequenceEqual(name.Value.Span)) return i;
            }

            return null;
        }

        private readonly Dictionary<string, int> TableOfPlaces()
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < Fields.Count; i++) places.Add(MergedField.NameOf(Fields[i].First).StringValue, i);
            return places;
        }
    }
}

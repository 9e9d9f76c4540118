using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>
/// Expands the fragments of a selection set and merges fields with the same response name, whatever their type conditions. Requires a
/// document of bounded size without fragment cycles.
/// </summary>
/// <param name="fragments">The document's fragments by name.</param>
internal sealed class SelectionTree(ISchema schema, IReadOnlyDictionary<string, GraphQLFragmentDefinition> fragments)
{
    /// <summary>The field selected most often on one object, and how often.</summary>
    internal (string Name, int Count) MostRepeated { get; private set; } = ("", 0);

    /// <param name="parent">The type that the selections apply to; null if the schema does not have it.</param>
    /// <param name="hasDirectives">Whether any of the selections has a directive, directly or through a fragment.</param>
    internal IReadOnlyList<SelectedField> Build(GraphQLSelectionSet? selections, IGraphType? parent, out bool hasDirectives)
    {
        var level = new Level(this);
        level.Add(selections, parent);
        hasDirectives = level.HasDirectives;
        return Build(level);
    }

    internal IGraphType? TypeNamed(GraphQLTypeCondition? condition) => condition is null ? null : schema.AllTypes[condition.Type.Name.Value];

    private IReadOnlyList<SelectedField> Build(Level level)
    {
        if (level.Fields.Count == 0) return [];
        var fields = new SelectedField[level.Fields.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = Build(level.Fields[i]);
        return fields;
    }

    private SelectedField Build(Merged merged)
    {
        if (merged.Fields.Count > MostRepeated.Count) MostRepeated = (SelectedField.NameOf(merged.Fields[0]).StringValue, merged.Fields.Count);
        Level? below = null;
        for (var i = 0; i < merged.Fields.Count; i++)
        {
            if (merged.Fields[i].SelectionSet is not { } selections) continue;
            below ??= new Level(this);
            below.Add(selections, merged.Definitions[i]?.ResolvedType?.GetNamedType());
        }

        return new SelectedField(merged.Fields, FieldCost.Of(merged.Definitions[0]), below is null ? [] : Build(below));
    }

    private FieldType? DefinitionOf(GraphQLField field, IGraphType? parent)
    {
        if (parent is not IComplexGraphType type) return null;
        var name = field.Name.Value;
        if (name.Length > 2 && name.Span[0] == '_' && name.Span[1] == '_' && type == schema.Query)
        {
            if (name == schema.SchemaMetaFieldType.Name) return schema.SchemaMetaFieldType;
            if (name == schema.TypeMetaFieldType.Name) return schema.TypeMetaFieldType;
        }

        return type.GetField(name);
    }

    /// <summary>Fields that merge into one, and their definitions in the schema.</summary>
    private sealed record Merged(List<GraphQLField> Fields, List<FieldType?> Definitions);

    /// <summary>All selections on one object.</summary>
    private sealed class Level(SelectionTree tree)
    {
        /// <summary>Up to this many names are compared one by one; more have a dictionary.</summary>
        private const int FewFields = 8;

        private Dictionary<string, Merged>? _byName;

        internal List<Merged> Fields { get; } = [];

        internal bool HasDirectives { get; private set; }

        internal void Add(GraphQLSelectionSet? selections, IGraphType? parent)
        {
            foreach (var selection in selections?.Selections ?? [])
            {
                Note((IHasDirectivesNode)selection);
                switch (selection)
                {
                    case GraphQLField field:
                        Add(field, tree.DefinitionOf(field, parent));
                        break;
                    case GraphQLInlineFragment fragment:
                        Add(fragment.SelectionSet, fragment.TypeCondition is { } condition ? tree.TypeNamed(condition) : parent);
                        break;
                    case GraphQLFragmentSpread spread when tree.Find(spread) is { } named:
                        Note(named);
                        Add(named.SelectionSet, tree.TypeNamed(named.TypeCondition));
                        break;
                    default:
                        break; // A missing fragment: the document is invalid.
                }
            }
        }

        private void Note(IHasDirectivesNode node) => HasDirectives |= node.Directives is { Count: > 0 };

        private void Add(GraphQLField field, FieldType? definition)
        {
            var name = SelectedField.NameOf(field);
            if (Find(name) is { } known)
            {
                known.Fields.Add(field);
                known.Definitions.Add(definition);
                return;
            }

            var merged = new Merged([field], [definition]);
            Fields.Add(merged);
            if (Fields.Count == FewFields + 1) _byName = Fields.ToDictionary(each => SelectedField.NameOf(each.Fields[0]).StringValue, StringComparer.Ordinal);
            else _byName?.Add(name.StringValue, merged);
        }

        private Merged? Find(GraphQLName name) =>
            _byName is not null ? _byName.GetValueOrDefault(name.StringValue) : Fields.Find(each => SelectedField.NameOf(each.Fields[0]).Value == name.Value);
    }

    private GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => fragments.GetValueOrDefault(spread.FragmentName.Name.StringValue);
}

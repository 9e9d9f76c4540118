using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>
/// Walks a document once and measures what the limits need. Each fragment's size is cached: in a chain of fragments that each spread
/// the next one twice, the work would otherwise double at each step.
/// </summary>
internal sealed class DocumentWalk
{
    /// <summary>Counts are capped at this value.</summary>
    internal const long CountCap = 1_000_000_000;

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _variableUses = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphQLFragmentDefinition, Size?> _sizes = [];

    private DocumentWalk(GraphQLDocument document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is GraphQLFragmentDefinition fragment) _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
        }
    }

    internal IReadOnlyDictionary<string, GraphQLFragmentDefinition> Fragments => _fragments;

    /// <summary>The maximum depth of nested fields.</summary>
    internal int Depth { get; private set; }

    /// <summary>The maximum depth of nested fields and named fragments.</summary>
    internal int Nesting { get; private set; }

    /// <summary>The number of fields in all definitions, with fragments expanded.</summary>
    internal long Fields { get; private set; }

    /// <summary>A fragment that spreads itself, directly or through others; null if there is none.</summary>
    internal string? Cycle { get; private set; }

    /// <summary>A directive that is repeated at one location; null if there is none. No directive of the schema is repeatable.</summary>
    internal string? RepeatedDirective { get; private set; }

    /// <summary>The number of uses of each variable, not counting definitions.</summary>
    internal IReadOnlyDictionary<string, int> VariableUses => _variableUses;

    internal static DocumentWalk Through(GraphQLDocument document)
    {
        var walk = new DocumentWalk(document);
        foreach (var definition in document.Definitions) walk.Add(definition);
        return walk;
    }

    /// <summary>Finds the fragment of a spread; null if the document, which is invalid then, has none of this name.</summary>
    internal GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => _fragments.GetValueOrDefault(spread.FragmentName.Name.StringValue);

    private void Add(ASTNode definition)
    {
        var size = definition switch
        {
            GraphQLFragmentDefinition fragment => SizeOf(fragment),
            GraphQLOperationDefinition operation => SizeOf(operation),
            _ => default, // Invalid in a request.
        };
        Depth = Math.Max(Depth, size.Depth);
        Nesting = Math.Max(Nesting, size.Nesting);
        Fields = Math.Min(CountCap, Fields + size.Fields);
    }

    private Size SizeOf(GraphQLOperationDefinition operation)
    {
        Visit(operation);
        foreach (var variable in operation.Variables?.Items ?? []) Visit(variable);
        return SizeOf(operation.SelectionSet);
    }

    private Size SizeOf(GraphQLFragmentDefinition fragment)
    {
        if (_sizes.TryGetValue(fragment, out var known))
        {
            if (known is null) Cycle ??= fragment.FragmentName.Name.StringValue; // Still being measured.
            return known ?? default;
        }

        _sizes[fragment] = null;
        Visit(fragment);
        var below = SizeOf(fragment.SelectionSet);
        var size = below with { Nesting = below.Nesting + 1 };
        _sizes[fragment] = size;
        return size;
    }

    private Size SizeOf(GraphQLSelectionSet? selections)
    {
        var size = default(Size);
        foreach (var selection in selections?.Selections ?? [])
        {
            Visit((IHasDirectivesNode)selection);
            size = size.And(selection switch
            {
                GraphQLField field => SizeOf(field),
                GraphQLFragmentSpread spread => SizeOf(spread),
                _ => SizeOf((selection as IHasSelectionSetNode)?.SelectionSet),
            });
        }

        return size;
    }

    /// <summary>A spread counts as a field itself. Otherwise spreads of empty or missing fragments could double without a limit.</summary>
    private Size SizeOf(GraphQLFragmentSpread spread)
    {
        var below = Find(spread) is { } fragment ? SizeOf(fragment) : default;
        return below with { Fields = below.Fields + 1 };
    }

    private Size SizeOf(GraphQLField field)
    {
        Visit(field.Arguments);
        var below = SizeOf(field.SelectionSet);
        return new Size(below.Depth + 1, below.Nesting + 1, below.Fields + 1);
    }

    private void Visit(IHasDirectivesNode node)
    {
        if (node.Directives is not { Count: > 0 } directives) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directive in directives)
        {
            if (!names.Add(directive.Name.StringValue)) RepeatedDirective ??= directive.Name.StringValue;
            Visit(directive.Arguments);
        }
    }

    private void Visit(GraphQLArguments? arguments)
    {
        foreach (var argument in arguments?.Items ?? []) Visit(argument.Value);
    }

    private void Visit(GraphQLValue value)
    {
        switch (value)
        {
            case GraphQLVariable variable:
                var name = variable.Name.StringValue;
                _variableUses[name] = _variableUses.GetValueOrDefault(name) + 1;
                break;
            case GraphQLListValue { Values: { } items }:
                foreach (var item in items) Visit(item);
                break;
            case GraphQLObjectValue { Fields: { } fields }:
                foreach (var field in fields) Visit(field.Value);
                break;
            default:
                break;
        }
    }

    private readonly record struct Size(int Depth, int Nesting, long Fields)
    {
        internal Size And(Size other) =>
            new(Math.Max(Depth, other.Depth), Math.Max(Nesting, other.Nesting), Math.Min(CountCap, Fields + other.Fields));
    }
}

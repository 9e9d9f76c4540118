using GraphQLParser.AST;

namespace GraphQLServer.Documents;

/// <summary>
/// The one walk over a document. Each definition is gone through once: what a fragment comes to is remembered, since fragments that spread
/// the next one twice double it at each step.
/// </summary>
internal sealed class DocumentWalk
{
    /// <summary>More than that is not told apart.</summary>
    internal const long Uncounted = 1_000_000_000;

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

    /// <summary>Fields within fields.</summary>
    internal int Depth { get; private set; }

    /// <summary>The same with fragments counted, too.</summary>
    internal int Nesting { get; private set; }

    /// <summary>Of all definitions, each with its fragments put in.</summary>
    internal long Fields { get; private set; }

    /// <summary>A fragment that spreads itself, maybe through others; null where there is none.</summary>
    internal string? Circle { get; private set; }

    /// <summary>A directive that stands more than once at one place, which none here may; null where there is none.</summary>
    internal string? RepeatedDirective { get; private set; }

    /// <summary>How often each variable is used, definitions aside.</summary>
    internal IReadOnlyDictionary<string, int> VariableUses => _variableUses;

    internal static DocumentWalk Through(GraphQLDocument document)
    {
        var walk = new DocumentWalk(document);
        foreach (var definition in document.Definitions) walk.Add(definition);
        return walk;
    }

    /// <summary>Null where the document, which then is not valid, has no fragment of this name.</summary>
    internal GraphQLFragmentDefinition? Find(GraphQLFragmentSpread spread) => _fragments.GetValueOrDefault(spread.FragmentName.Name.StringValue);

    private void Add(ASTNode definition)
    {
        var size = definition switch
        {
            GraphQLFragmentDefinition fragment => SizeOf(fragment),
            GraphQLOperationDefinition operation => SizeOf(operation),
            _ => default, // Not valid in a request.
        };
        Depth = Math.Max(Depth, size.Depth);
        Nesting = Math.Max(Nesting, size.Nesting);
        Fields = Math.Min(Uncounted, Fields + size.Fields);
    }

    private Size SizeOf(GraphQLOperationDefinition operation)
    {
        LookAt(operation);
        foreach (var variable in operation.Variables?.Items ?? []) LookAt(variable);
        return SizeOf(operation.SelectionSet);
    }

    private Size SizeOf(GraphQLFragmentDefinition fragment)
    {
        if (_sizes.TryGetValue(fragment, out var known))
        {
            if (known is null) Circle ??= fragment.FragmentName.Name.StringValue; // On the way to itself.
            return known ?? default;
        }

        _sizes[fragment] = null;
        LookAt(fragment);
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
            LookAt((IHasDirectivesNode)selection);
            size = size.And(selection switch
            {
                GraphQLField field => SizeOf(field),
                GraphQLFragmentSpread spread => SizeOf(spread),
                _ => SizeOf((selection as IHasSelectionSetNode)?.SelectionSet),
            });
        }

        return size;
    }

    /// <summary>A spread counts for itself, too: those of fragments that are empty or not there would double for nothing.</summary>
    private Size SizeOf(GraphQLFragmentSpread spread)
    {
        var below = Find(spread) is { } fragment ? SizeOf(fragment) : default;
        return below with { Fields = below.Fields + 1 };
    }

    private Size SizeOf(GraphQLField field)
    {
        LookAt(field.Arguments);
        var below = SizeOf(field.SelectionSet);
        return new Size(below.Depth + 1, below.Nesting + 1, below.Fields + 1);
    }

    private void LookAt(IHasDirectivesNode node)
    {
        if (node.Directives is not { Count: > 0 } directives) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directive in directives)
        {
            if (!names.Add(directive.Name.StringValue)) RepeatedDirective ??= directive.Name.StringValue;
            LookAt(directive.Arguments);
        }
    }

    private void LookAt(GraphQLArguments? arguments)
    {
        foreach (var argument in arguments?.Items ?? []) LookAt(argument.Value);
    }

    private void LookAt(GraphQLValue value)
    {
        switch (value)
        {
            case GraphQLVariable variable:
                var name = variable.Name.StringValue;
                _variableUses[name] = _variableUses.GetValueOrDefault(name) + 1;
                break;
            case GraphQLListValue { Values: { } items }:
                foreach (var item in items) LookAt(item);
                break;
            case GraphQLObjectValue { Fields: { } fields }:
                foreach (var field in fields) LookAt(field.Value);
                break;
            default:
                break;
        }
    }

    private readonly record struct Size(int Depth, int Nesting, long Fields)
    {
        internal Size And(Size other) =>
            new(Math.Max(Depth, other.Depth), Math.Max(Nesting, other.Nesting), Math.Min(Uncounted, Fields + other.Fields));
    }
}

using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Transport;

namespace GroupResults.Api.GraphQL.Documents;

/// <summary>
/// How many selections a document has with each fragment in the place of its spreads. Fragments that spread the next one twice double
/// it at each step, and validation goes through all of them: a kilobyte would keep a core busy for days.
/// </summary>
internal sealed class FragmentExpansion
{
    private const long Limit = 100_000;

    private readonly GraphQLDocument _document;
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);

    private FragmentExpansion(GraphQLDocument document) => _document = document;

    /// <exception cref="MalformedRequestException">There are too many.</exception>
    internal static void EnsureBounded(GraphQLDocument document)
    {
        var expansion = new FragmentExpansion(document);
        foreach (var definition in document.Definitions)
        {
            if (definition is IHasSelectionSetNode node && expansion.SizeOf(node.SelectionSet) > Limit)
                throw MalformedRequestException.Refused("TOO_COMPLEX", "query", $"With its fragments put in the query has more than {Limit} fields, which are the most.");
        }
    }

    private long SizeOf(GraphQLSelectionSet? selections)
    {
        var size = 0L;
        foreach (var selection in selections?.Selections ?? [])
        {
            size += selection is GraphQLFragmentSpread spread ? SizeOf(spread) : 1 + SizeOf((selection as IHasSelectionSetNode)?.SelectionSet);
            if (size > Limit) return Limit + 1;
        }

        return size;
    }

    /// <summary>Each fragment is counted once. Where it comes back to itself validation refuses it.</summary>
    private long SizeOf(GraphQLFragmentSpread spread)
    {
        var name = spread.FragmentName.Name.StringValue;
        if (_sizes.TryGetValue(name, out var known)) return known;
        _sizes[name] = 1;
        return _sizes[name] = SizeOf(Fragments.Find(_document, spread)?.SelectionSet);
    }
}

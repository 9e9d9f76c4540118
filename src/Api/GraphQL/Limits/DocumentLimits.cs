using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL.Limits;

/// <summary>
/// Holds documents against the limits that do not depend on a request's variables, before they are validated: validation
/// compares fields with each other, and would take seconds for what a few kilobytes can spell.
/// </summary>
internal sealed class DocumentLimits(QueryLimits limits)
{
    /// <summary>Of fields and fragments within each other: whoever goes through a document does so by recursion.</summary>
    private const int MaxNesting = 250;

    /// <summary>The names of an answer come as often as its lists are long, and those of errors with each of them.</summary>
    private const int MaxNameLength = 100;

    private const int MaxVariableUses = 1000;

    private const int MaxShownLength = 50;

    /// <summary>To be called before the document is parsed, which takes far more time and memory than counting.</summary>
    /// <exception cref="MalformedRequestException">There is too much of something.</exception>
    /// <exception cref="GraphQLParser.Exceptions.GraphQLParserException">No GraphQL.</exception>
    internal void EnsureTokens(string text)
    {
        if (TokenCounts.Of(text, limits.Tokens) is not { } counts)
            throw TooComplex($"The query of {text.Length} characters has more than {limits.Tokens} tokens, which are the most.");
        if (counts.LongestNumber > JsonSize.MaxNumberLength)
        {
            throw MalformedRequestException.Refused(
                "TOO_LARGE", "query", $"The query has a number of {counts.LongestNumber} characters; the most is {JsonSize.MaxNumberLength}.");
        }

        Ensure(counts.LongestName, MaxNameLength, length => $"The query has a name of {length} characters; the most is {MaxNameLength}.");
        Ensure(counts.VariableUses, MaxVariableUses, count => $"The query names variables {count} times; the most is {MaxVariableUses}.");
        Ensure(counts.Aliases, limits.Aliases, count => $"The query has {count} aliases; the most is {limits.Aliases}.");
        Ensure(counts.Directives, limits.Directives, count => $"The query has {count} directives; the most is {limits.Directives}.");
        Ensure(counts.Fragments, limits.Fragments, count => $"The query has {count} fragments; the most is {limits.Fragments}.");
        Ensure(counts.Variables, limits.Variables, count => $"The query has {count} variables; the most is {limits.Variables}.");
        Ensure(counts.Fields, limits.Fields, count => $"The query has {count} fields; the most is {limits.Fields}.");
    }

    /// <summary>The refusal of what the parser gives up on.</summary>
    internal MalformedRequestException TooDeep() => TooComplex($"The query is nested too deeply to be read; fields may be nested {limits.Depth} deep.");

    /// <exception cref="MalformedRequestException">It is too deep, too large or circular.</exception>
    internal void EnsureShape(GraphQLDocument document, FragmentTable fragments)
    {
        var shape = DocumentShape.Of(document, fragments);
        if (shape.Circle is { } fragment)
            throw MalformedRequestException.Refused("NO_FRAGMENT_CYCLES", "query", $"Fragment '{Short(fragment)}' comes back to itself through what it spreads.");
        Ensure(shape.Depth, limits.Depth, depth => $"The query is {depth} fields deep; the most is {limits.Depth}.");
        Ensure(shape.Nesting, MaxNesting, depth => $"The query has fields and fragments {depth} deep in each other; the most is {MaxNesting}.");
        // Validation would name each of them, so that a small query had a large answer.
        if (shape.RepeatedDirective is { } directive)
            throw MalformedRequestException.Refused("UNIQUE_DIRECTIVES_PER_LOCATION", "query", $"The directive '{Short(directive)}' can only be used once at this location.");
        Ensure(shape.Fields, limits.Fields, count => $"With its fragments put in the query has {count} fields; the most is {limits.Fields}.");
        if (shape.Fields > limits.Repeats) EnsureRepeats(document, fragments);
    }

    /// <summary>Each selection set with its fragments put in, which the limit on all fields bounds.</summary>
    private void EnsureRepeats(GraphQLDocument document, FragmentTable fragments)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is IHasSelectionSetNode { SelectionSet: { } selections }) EnsureRepeats(fragments.Merge(selections), fragments);
        }
    }

    private void EnsureRepeats(List<MergedField> fields, FragmentTable fragments)
    {
        foreach (var field in fields)
        {
            if (field.Count > limits.Repeats)
                throw TooComplex($"The query asks {field.Count} times for '{Short(field.Name.ToString())}' of the same object; the most is {limits.Repeats}.");
            if (field.HasSelections) EnsureRepeats(fragments.Merge(field), fragments);
        }
    }

    private static string Short(string name) => name.Length <= MaxShownLength ? name : name[..MaxShownLength] + "…";

    private static void Ensure(long asked, int limit, Func<string, string> describe)
    {
        if (asked > limit) throw TooComplex(describe(asked >= DocumentShape.Uncounted ? $"more than {DocumentShape.Uncounted}" : $"{asked}"));
    }

    private static MalformedRequestException TooComplex(string message) => MalformedRequestException.Refused("TOO_COMPLEX", "query", message);
}

using GraphQLServer.Documents;

namespace GraphQLServer.Limits;

/// <summary>
/// Holds documents against the limits that do not depend on a request's variables, before they are validated: validation
/// compares fields with each other, and would take seconds for what a few kilobytes can spell.
/// </summary>
internal sealed class DocumentLimits(OperationLimits limits)
{
    /// <summary>Of fields and fragments within each other: whoever goes through a document does so by recursion.</summary>
    private const int MaxNesting = 250;

    /// <summary>The names of an answer come as often as its lists are long, and those of errors with each of them.</summary>
    private const int MaxNameLength = 100;

    private const int MaxVariableUses = 1000;

    private const int MaxShownLength = 50;

    /// <summary>To be called before the document is parsed, which takes far more time and memory than counting.</summary>
    /// <exception cref="RefusedException">There is too much of something.</exception>
    /// <exception cref="GraphQLParser.Exceptions.GraphQLParserException">No GraphQL.</exception>
    internal void EnsureTokens(string text)
    {
        if (TokenCounts.Of(text, limits.Tokens) is not { } counts)
            throw TooComplex($"The query of {text.Length} characters has more than {limits.Tokens} tokens, which are the most.");
        if (counts.LongestNumber > JsonSize.MaxNumberLength)
        {
            throw new RefusedException(
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
    internal RefusedException TooDeep() => TooComplex($"The query is nested too deeply to be read; fields may be nested {limits.Depth} deep.");

    /// <exception cref="RefusedException">It is too deep, too large or circular.</exception>
    internal void EnsureShape(DocumentWalk shape)
    {
        if (shape.Circle is { } fragment)
            throw new RefusedException("NO_FRAGMENT_CYCLES", "query", $"Fragment '{Short(fragment)}' comes back to itself through what it spreads.");
        Ensure(shape.Depth, limits.Depth, depth => $"The query is {depth} fields deep; the most is {limits.Depth}.");
        Ensure(shape.Nesting, MaxNesting, depth => $"The query has fields and fragments {depth} deep in each other; the most is {MaxNesting}.");
        // Validation would name each of them, so that a small query had a large answer.
        if (shape.RepeatedDirective is { } directive)
            throw new RefusedException("UNIQUE_DIRECTIVES_PER_LOCATION", "query", $"The directive '{Short(directive)}' can only be used once at this location.");
        Ensure(shape.Fields, limits.Fields, count => $"With its fragments put in the query has {count} fields; the most is {limits.Fields}.");
    }

    /// <exception cref="RefusedException">It asks for the same too often.</exception>
    internal void EnsureRepeats(DescribedDocument document)
    {
        var (name, count) = document.MostRepeated;
        Ensure(count, limits.Repeats, asked => $"The query asks {asked} times for '{Short(name)}' of the same object; the most is {limits.Repeats}.");
    }

    private static string Short(string name) => name.Length <= MaxShownLength ? name : name[..MaxShownLength] + "…";

    private static void Ensure(long asked, int limit, Func<string, string> describe)
    {
        if (asked > limit) throw TooComplex(describe(asked >= DocumentWalk.Uncounted ? $"more than {DocumentWalk.Uncounted}" : $"{asked}"));
    }

    private static RefusedException TooComplex(string message) => new RefusedException("TOO_COMPLEX", "query", message);
}

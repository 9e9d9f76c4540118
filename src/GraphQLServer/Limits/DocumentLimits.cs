using GraphQLServer.Documents;

namespace GraphQLServer.Limits;

/// <summary>
/// Checks documents against the limits that do not depend on variables. Runs before validation, which compares fields with each
/// other and could take seconds for a few kilobytes.
/// </summary>
internal sealed class DocumentLimits(OperationLimits limits)
{
    /// <summary>The maximum nesting of fields and fragments: documents are walked recursively.</summary>
    private const int MaxNesting = 250;

    /// <summary>A response repeats a name for each list item, and errors repeat it in their paths.</summary>
    private const int MaxNameLength = 100;

    private const int MaxVariableUses = 1000;

    private const int MaxShownLength = 50;

    /// <summary>Call this before parsing, which takes far more time and memory than counting tokens.</summary>
    /// <exception cref="RefusedException">The document exceeds a limit.</exception>
    /// <exception cref="GraphQLParser.Exceptions.GraphQLParserException">The text is not GraphQL.</exception>
    internal void EnsureTokens(string text)
    {
        if (TokenCounts.Of(text, limits.Tokens) is not { } counts)
            throw TooComplex($"The query of {text.Length} characters exceeds the limit of {limits.Tokens} tokens.");
        if (counts.LongestNumber > JsonSize.MaxNumberLength)
        {
            throw new RefusedException(
                "TOO_LARGE", "query", $"The query has a number of {counts.LongestNumber} characters; the limit is {JsonSize.MaxNumberLength}.");
        }

        Ensure(counts.LongestName, MaxNameLength, length => $"The query has a name of {length} characters; the limit is {MaxNameLength}.");
        Ensure(counts.VariableUses, MaxVariableUses, count => $"The query names variables {count} times; the limit is {MaxVariableUses}.");
        Ensure(counts.Aliases, limits.Aliases, count => $"The query has {count} aliases; the limit is {limits.Aliases}.");
        Ensure(counts.Directives, limits.Directives, count => $"The query has {count} directives; the limit is {limits.Directives}.");
        Ensure(counts.Fragments, limits.Fragments, count => $"The query has {count} fragments; the limit is {limits.Fragments}.");
        Ensure(counts.Variables, limits.Variables, count => $"The query has {count} variables; the limit is {limits.Variables}.");
        Ensure(counts.Fields, limits.Fields, count => $"The query has {count} fields; the limit is {limits.Fields}.");
    }

    /// <summary>The refusal of a document that the parser gives up on.</summary>
    internal RefusedException TooDeep() => TooComplex($"The query is nested too deeply to parse; the depth limit is {limits.Depth}.");

    /// <exception cref="RefusedException">The document is too deep, too large or cyclic.</exception>
    internal void EnsureShape(DocumentWalk shape)
    {
        if (shape.Cycle is { } fragment)
            throw new RefusedException("NO_FRAGMENT_CYCLES", "query", $"Fragment '{Short(fragment)}' spreads itself, directly or through other fragments.");
        Ensure(shape.Depth, limits.Depth, depth => $"The query is {depth} fields deep; the limit is {limits.Depth}.");
        Ensure(shape.Nesting, MaxNesting, depth => $"The query nests fields and fragments {depth} levels deep; the limit is {MaxNesting}.");
        // Validation would report each of them, so a small query would get a large response.
        if (shape.RepeatedDirective is { } directive)
            throw new RefusedException("UNIQUE_DIRECTIVES_PER_LOCATION", "query", $"The directive '{Short(directive)}' can only be used once at this location.");
        Ensure(shape.Fields, limits.Fields, count => $"With its fragments expanded, the query has {count} fields; the limit is {limits.Fields}.");
    }

    /// <exception cref="RefusedException">The document selects one field too often.</exception>
    internal void EnsureRepeats(DescribedDocument document)
    {
        var (name, count) = document.MostRepeated;
        Ensure(count, limits.Repeats, asked => $"The query selects '{Short(name)}' {asked} times on the same object; the limit is {limits.Repeats}.");
    }

    private static string Short(string name) => name.Length <= MaxShownLength ? name : name[..MaxShownLength] + "…";

    private static void Ensure(long asked, int limit, Func<string, string> describe)
    {
        if (asked > limit) throw TooComplex(describe(asked >= DocumentWalk.CountCap ? $"more than {DocumentWalk.CountCap}" : $"{asked}"));
    }

    private static RefusedException TooComplex(string message) => new RefusedException("TOO_COMPLEX", "query", message);
}

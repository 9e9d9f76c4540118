namespace GroupResults.Benchmarks.Figures;

/// <summary>Prints tables as documents have them, a row at a time.</summary>
internal static class MarkdownTable
{
    internal static void Header(params IReadOnlyList<string> names)
    {
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", names)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", names.Count))}");
    }

    internal static void Row(IEnumerable<FormattableString> cells) =>
        Console.WriteLine($"| {string.Join(" | ", cells.Select(FormattableString.Invariant))} |");
}

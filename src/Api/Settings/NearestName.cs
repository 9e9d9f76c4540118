namespace GroupResults.Api.Settings;

/// <summary>Suggests the name that a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// Ends a message about an unknown name. Suggests a known one if at most a third of the characters written, or one, must change.
    /// </summary>
    /// <param name="known">Case does not matter.</param>
    internal static string Hint(string written, IEnumerable<string> known) => Hint(written, known, Distance);

    /// <param name="distance">The number of characters to change from the first name to the second.</param>
    internal static string Hint(string written, IEnumerable<string> known, Func<string, string, int> distance)
    {
        var (nearest, changes) = known.Select(name => (Name: name, Changes: distance(written, name))).MinBy(each => each.Changes);
        return changes <= Math.Max(1, written.Length / 3) ? $"the nearest is {nearest}" : "--help lists them";
    }

    /// <summary>The Levenshtein distance, ignoring case.</summary>
    internal static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

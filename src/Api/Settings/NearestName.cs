namespace GroupResults.Api.Settings;

/// <summary>What somebody meant who wrote a name wrong.</summary>
internal static class NearestName
{
    /// <summary>A name is meant only if few characters are wrong: a third of those written, or one.</summary>
    private static int MostWrong(string written) => Math.Max(1, written.Length / 3);

    /// <summary>Ends a message about a name that does not exist.</summary>
    /// <param name="names">Of those that exist; compared in upper case or lower.</param>
    /// <param name="distance">How many characters are wrong; by default all count.</param>
    internal static string Hint(string written, IEnumerable<string> names, Func<string, string, int>? distance = null)
    {
        distance ??= Distance;
        var nearest = names.MinBy(name => distance(written, name));
        return nearest is not null && distance(written, nearest) <= MostWrong(written) ? $"the nearest is {nearest}" : "--help lists them";
    }

    /// <summary>Levenshtein's.</summary>
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

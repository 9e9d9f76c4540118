namespace GroupResults.Api.Settings;

/// <summary>What somebody meant who wrote a name wrong.</summary>
internal static class NearestName
{
    /// <summary>With the fewest characters to add, leave out or replace, upper case or lower.</summary>
    /// <param name="names">One or more.</param>
    internal static string Of(string written, IEnumerable<string> names) => names.MinBy(name => Distance(written, name))!;

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

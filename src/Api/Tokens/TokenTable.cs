using System.Globalization;
using System.Text;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>Tokens for people to read.</summary>
internal static class TokenTable
{
    /// <summary>Of a column. What is longer is written out and shifts the rest of its own line only.</summary>
    private const int MaxWidth = 40;

    private static readonly string[] Header = ["ID", "NAME", "SCOPES", "REPOSITORIES", "CREATED", "EXPIRES", "STATE"];

    internal static string Of(IReadOnlyList<AccessToken> tokens, DateTimeOffset now)
    {
        List<string[]> rows = [Header, .. tokens.Select(token => Cells(token, now))];
        var widths = Header.Select((_, column) => rows.Max(row => Math.Min(row[column].Length, MaxWidth))).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
            table.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return table.ToString();
    }

    /// <param name="path">Of the database that it is in.</param>
    internal static string Describe(AccessToken token, string path)
    {
        var repositories = token.Repositories.Count == 0 ? "all repositories" : string.Join(", ", token.Repositories);
        var end = token.ExpiresAt is { } expiresAt ? $"until {Time(expiresAt)}" : "without end";
        return $"Made the token {token.Id} ('{token.Name}') in {path}: {string.Join(", ", AccessScopeNames.Of(token.Scopes))}; {repositories}; {end}.";
    }

    /// <summary>As <c>--expires</c> takes it.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string[] Cells(AccessToken token, DateTimeOffset now) =>
    [
        token.Id,
        token.Name,
        string.Join(',', AccessScopeNames.Of(token.Scopes)),
        token.Repositories.Count == 0 ? "all" : string.Join(',', token.Repositories),
        Time(token.CreatedAt),
        token.ExpiresAt is { } expiresAt ? Time(expiresAt) : "never",
        token.RevokedAt is not null ? "revoked" : token.IsUsableAt(now) ? "usable" : "expired",
    ];
}

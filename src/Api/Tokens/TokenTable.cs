using System.Globalization;
using System.Text;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Tokens;

/// <summary>Formats tokens for people.</summary>
internal static class TokenTable
{
    /// <summary>The maximum width of a column. Longer values are written in full and shift only the rest of their own line.</summary>
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

    /// <param name="path">The path of the token's database.</param>
    internal static string Describe(AccessToken token, string path)
    {
        var repositories = token.Repositories.Count == 0 ? "all repositories" : string.Join(", ", token.Repositories);
        var end = token.ExpiresAt is { } expiresAt ? $"until {Time(expiresAt)}" : "no expiry";
        return $"Created the token {token.Id} ('{token.Name}') in {path}: {string.Join(", ", AccessScopeNames.Of(token.Scopes))}; {repositories}; {end}.";
    }

    /// <summary>Uses the format that <c>--expires</c> takes.</summary>
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

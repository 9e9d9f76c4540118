using System.Buffers;

namespace GroupResults.Domain.Access;

/// <summary>Limits and rules for access tokens.</summary>
public static class AccessRules
{
    /// <summary>In Unicode code points.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The maximum number of repositories that one token may list.</summary>
    public const int MaxRepositories = 100;

    internal const int IdLength = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Control characters and line separators are excluded, because a name is one line in logs and tables.</summary>
    public static bool IsName(string? value) =>
        value is { Length: > 0 }
        && UnicodeText.HasAtMost(value, MaxNameLength)
        && UnicodeText.IsWellFormed(value)
        && !value.Any(character => char.IsControl(character) || character is '\u2028' or '\u2029');

    public static bool IsId(ReadOnlySpan<char> value) => value.Length == IdLength && !value.ContainsAnyExcept(HexDigits);
}

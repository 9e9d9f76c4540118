using System.Buffers;

namespace GroupResults.Domain.Access;

/// <summary>What tokens may be like.</summary>
public static class AccessRules
{
    /// <summary>In characters (Unicode code points).</summary>
    public const int MaxNameLength = 100;

    /// <summary>That one token is restricted to.</summary>
    public const int MaxRepositories = 100;

    internal const int IdLength = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Without control characters: a name stands in logs and tables, a line each.</summary>
    public static bool IsName(string? value) =>
        value is { Length: > 0 }
        && UnicodeText.HasAtMost(value, MaxNameLength)
        && UnicodeText.IsWellFormed(value)
        && !value.Any(character => char.IsControl(character) || character is '\u2028' or '\u2029');

    public static bool IsId(ReadOnlySpan<char> value) => value.Length == IdLength && !value.ContainsAnyExcept(HexDigits);
}

namespace GroupResults.Domain.Results;

/// <summary>What a group may be called. A name is kept as sent: <c>default</c>, absolute paths, spaces, colons and any Unicode.</summary>
public static class GroupNames
{
    /// <summary>In characters (Unicode code points).</summary>
    public const int MaxLength = 255;

    /// <summary>What is wrong with the name, as the end of a sentence that begins with the field; null where nothing is.</summary>
    public static string? FindError(string name)
    {
        if (name.Length == 0) return "is empty; a group name has 1 to 255 characters";
        if (!UnicodeText.HasAtMost(name, MaxLength)) return "is longer than 255 characters";
        foreach (var character in name)
        {
            if (character == '\\') return "contains a backslash; a group name uses forward slashes";
            if (character is < ' ' or '\u007f')
                return $"contains the control character U+{(int)character:X4}; a group name has none";
        }

        return UnicodeText.IsWellFormed(name) ? null : "contains half of a surrogate pair, which is no Unicode text";
    }
}

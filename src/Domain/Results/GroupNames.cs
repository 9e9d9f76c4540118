namespace GroupResults.Domain.Results;

/// <summary>
/// Rules for group names. A name is stored as sent: <c>default</c>, absolute paths, spaces, colons and any Unicode are
/// valid.
/// </summary>
public static class GroupNames
{
    /// <summary>In Unicode code points.</summary>
    public const int MaxLength = 255;

    /// <summary>Returns the end of an error message that starts with the field's name, or null if the name is valid.</summary>
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

        return UnicodeText.IsWellFormed(name) ? null : "contains an unpaired surrogate, which is not valid Unicode";
    }
}

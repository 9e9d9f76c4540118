namespace GroupResults.Domain;

/// <summary>Rules for free text, such as a job's name or a note.</summary>
public static class TextRules
{
    /// <param name="maxLength">In Unicode code points.</param>
    /// <returns>The end of an error message that starts with the field's name, or null if the text is valid.</returns>
    public static string? FindError(string value, int maxLength)
    {
        if (!UnicodeText.HasAtMost(value, maxLength)) return $"is longer than {maxLength} characters";
        if (value.Contains('\0', StringComparison.Ordinal)) return "contains the control character U+0000, which no text may contain";
        return UnicodeText.IsWellFormed(value) ? null : "contains an unpaired surrogate, which is not valid Unicode";
    }
}

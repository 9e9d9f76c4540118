namespace GroupResults.Domain;

/// <summary>Helpers that count Unicode code points, not UTF-16 units.</summary>
internal static class UnicodeText
{
    internal static bool HasAtMost(string value, int maxCodePoints)
    {
        // A code point has one or two UTF-16 units, so most texts need no counting.
        if (value.Length <= maxCodePoints) return true;
        if (value.Length > 2 * maxCodePoints) return false;
        var count = 0;
        foreach (var _ in value.EnumerateRunes()) count++;
        return count <= maxCodePoints;
    }

    /// <summary>Returns true if the text has no unpaired surrogate, so it survives encoding to UTF-8 and back.</summary>
    internal static bool IsWellFormed(string value)
    {
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[consumed..];
        }

        return true;
    }
}

namespace GroupResults.Domain;

/// <summary>Lengths as a person counts them: in code points, not in UTF-16 units.</summary>
internal static class UnicodeText
{
    internal static bool HasAtMost(string value, int maxCodePoints)
    {
        // Every code point is one or two units, so most texts need no count.
        if (value.Length <= maxCodePoints) return true;
        if (value.Length > 2 * maxCodePoints) return false;
        var count = 0;
        foreach (var _ in value.EnumerateRunes()) count++;
        return count <= maxCodePoints;
    }

    /// <summary>Whether the text can be written as UTF-8 and read back the same: it has no half of a surrogate pair alone.</summary>
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

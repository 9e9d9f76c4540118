namespace GroupResults.Domain.Results;

/// <summary>Numbers of up to 32 bits in as few bytes as they need: seven bits in each, the lowest first.</summary>
internal static class Varints
{
    internal const int MaxLength = 5;

    private const string EndsEarly = "Packed data ends in the middle of a number.";

    /// <returns>The number of bytes written.</returns>
    internal static int Write(Span<byte> target, uint value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads the first number and removes it.</summary>
    /// <exception cref="InvalidDataException">The bytes end before it does.</exception>
    internal static uint Take(ref ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty && bytes[0] < 0x80) // The common case.
        {
            uint single = bytes[0];
            bytes = bytes[1..];
            return single;
        }

        return TakeLong(ref bytes);
    }

    /// <summary>Removes the first <paramref name="count"/> numbers.</summary>
    /// <exception cref="InvalidDataException">The bytes end before they do.</exception>
    internal static void Skip(ref ReadOnlySpan<byte> bytes, int count)
    {
        var length = 0;
        for (; count > 0 && length < bytes.Length; length++)
        {
            if (bytes[length] < 0x80) count--;
        }

        if (count > 0) throw new InvalidDataException(EndsEarly);
        bytes = bytes[length..];
    }

    private static uint TakeLong(ref ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (var i = 0; i < bytes.Length && i < MaxLength; i++)
        {
            value |= (uint)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException(EndsEarly);
    }
}

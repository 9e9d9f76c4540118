using System.Globalization;
using System.Security.Cryptography;

namespace GroupResults.Domain.Pushes;

/// <summary>
/// 64 random bits drawn whenever a writer opens the database. Invariant: a version of one incarnation and one epoch never
/// names two contents, because only that writer makes the epoch's changes, and each change requires the one before it.
/// </summary>
public readonly record struct Epoch(ulong Value)
{
    public static Epoch Draw() => new(RandomBits.Draw());

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}

internal static class RandomBits
{
    internal static ulong Draw()
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bits);
        return BitConverter.ToUInt64(bits);
    }
}

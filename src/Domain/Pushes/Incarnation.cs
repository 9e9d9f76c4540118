using System.Globalization;
using System.Security.Cryptography;

namespace GroupResults.Domain.Pushes;

/// <summary>
/// 64 random bits drawn when a push's row is created. With it a version number never names two contents: not after
/// deletion and re-creation, not when two databases share one Redis.
/// </summary>
public readonly record struct Incarnation(ulong Value)
{
    public static Incarnation Draw()
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bits);
        return new Incarnation(BitConverter.ToUInt64(bits));
    }

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}

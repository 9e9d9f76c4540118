using System.Globalization;

namespace GroupResults.Domain.Pushes;

/// <summary>
/// 64 random bits drawn when a push's row is created. They separate the versions of a deleted push from those of a push
/// created later under the same name.
/// </summary>
public readonly record struct Incarnation(ulong Value)
{
    public static Incarnation Draw() => new(RandomBits.Draw());

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}

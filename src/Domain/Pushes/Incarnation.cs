using System.Globalization;

namespace GroupResults.Domain.Pushes;

/// <summary>
/// 64 random bits drawn when a push's row is created. They keep the versions of a push that was deleted apart from those of
/// the push that was created anew under its name.
/// </summary>
public readonly record struct Incarnation(ulong Value)
{
    public static Incarnation Draw() => new(RandomBits.Draw());

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}

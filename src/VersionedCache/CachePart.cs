using System.Globalization;

namespace VersionedCache;

/// <summary>How many parts of a kind a subject can have.</summary>
public enum PartKind
{
    /// <summary>Every subject has it, and most of its readers share it.</summary>
    Common,

    /// <summary>One of as many as clients can ask for. They share a quarter of the memory and a tenth of a core for compression.</summary>
    Unbounded,

    /// <summary>The same, kept out of the second level: other processes would not find it before it expires.</summary>
    UnboundedLocal,
}

/// <summary>Names what is derived from a subject's contents, such as one of its representations.</summary>
/// <param name="Name">Stands in the key.</param>
/// <param name="Hash">
/// Everything that the part depends on beside the version, as a cryptographic hash: a client that could make two of them collide
/// would choose what others read. 0 if there is nothing.
/// </param>
public readonly record struct CachePart(string Name, UInt128 Hash = default, PartKind Kind = PartKind.Common)
{
    internal bool IsShared => Kind is not PartKind.UnboundedLocal;

    internal bool IsUnbounded => Kind is not PartKind.Common;

    /// <summary>As it stands in the key.</summary>
    public override string ToString() => Hash == default ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}.{Hash:x32}");
}

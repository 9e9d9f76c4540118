namespace VersionedCache;

/// <summary>Replaces all bytes of an answer from a place on.</summary>
/// <param name="At">The index of the first byte replaced.</param>
public sealed record Ending(int At, ReadOnlyMemory<byte> Bytes);

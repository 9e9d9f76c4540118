using VersionedCache;

namespace GroupResults.Application.Caching;

/// <summary>The parts that every push has, and that other instances may have shared. They depend on its results alone.</summary>
internal static class CommonParts
{
    internal static CachePart ResultMap { get; } = new("map");

    internal static CachePart ResultCounts { get; } = new("counts");

    internal static IReadOnlyList<CachePart> All { get; } = [ResultMap, ResultCounts];
}

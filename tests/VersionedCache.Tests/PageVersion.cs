namespace VersionedCache.Tests;

/// <summary>A version of a numbered page. Versions of different lines have no order.</summary>
internal readonly record struct PageVersion(int Page, int Number, int Line = 1) : IVersion<PageVersion, int>
{
    internal static readonly CachePart Text = new("text");

    public int Subject => Page;

    public bool IsAtLeast(PageVersion other) => IsComparableTo(other) && Number >= other.Number;

    public bool IsComparableTo(PageVersion other) => Page == other.Page && Line == other.Line;

    public override string ToString() => $"{Page}:{Line}:{Number}";
}

using GraphQL.Execution;
using GraphQLServer.Execution;
using GraphQLServer.Limits;

namespace GraphQLServer.Tests.Execution;

/// <summary>Which documents are kept.</summary>
public sealed class DocumentCacheTests : IDisposable
{
    private readonly DocumentCache _cache = new(new GraphQLDocumentBuilder(), new DocumentLimits(TestServer.Limits), TestServer.NewSchema());

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Document_ThatComesAgain_IsKeptFromThenOn()
    {
        var first = _cache.Describe("{ a }");
        var second = _cache.Describe("{ a }");

        Assert.NotSame(first, second);
        Assert.Same(second, _cache.Describe("{ a }"));
    }

    /// <summary>Ten times as much as the cache takes.</summary>
    [Fact]
    public void Documents_ThatComeOnce_DriveOutNoneThatIsKept()
    {
        _cache.Describe("{ a }");
        var kept = _cache.Describe("{ a }");

        for (var i = 0; i < 40_000; i++) _cache.Describe($"{{ b{i} }}");

        Assert.Same(kept, _cache.Describe("{ a }"));
    }

    [Fact]
    public void Document_BeyondALimit_IsRefusedEachTime()
    {
        var query = "{ " + string.Concat(Enumerable.Repeat("a ", TestServer.Limits.Repeats + 1)) + "}";

        for (var i = 0; i < 3; i++) Assert.Throws<RefusedException>(() => _cache.Describe(query));
    }
}

using GraphQL.Execution;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Settings;

namespace GroupResults.Api.Tests.GraphQL.Documents;

/// <summary>Which documents are kept.</summary>
public sealed class DocumentCacheTests : IDisposable
{
    private readonly DocumentCache _cache = new(new GraphQLDocumentBuilder(), new DocumentLimits(QueryLimits.Default));

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Document_ThatComesAgain_IsKeptFromThenOn()
    {
        var first = _cache.Parse("{ a }");
        var second = _cache.Parse("{ a }");

        Assert.NotSame(first, second);
        Assert.Same(second, _cache.Parse("{ a }"));
    }

    /// <summary>Ten times as much as the cache takes.</summary>
    [Fact]
    public void Documents_ThatComeOnce_DriveOutNoneThatIsKept()
    {
        _cache.Parse("{ a }");
        var kept = _cache.Parse("{ a }");

        for (var i = 0; i < 40_000; i++) _cache.Parse($"{{ b{i} }}");

        Assert.Same(kept, _cache.Parse("{ a }"));
    }

    [Fact]
    public void Document_BeyondALimit_IsRefusedEachTime()
    {
        var query = "{ " + string.Concat(Enumerable.Repeat("a ", QueryLimits.Default.Repeats + 1)) + "}";

        for (var i = 0; i < 3; i++) Assert.Throws<MalformedRequestException>(() => _cache.Parse(query));
    }
}

using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Metrics;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Http;

/// <summary>Which form of the bytes the drop-in endpoint sends, and that each is made once.</summary>
public sealed class ContentNegotiationTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "gzip")]
    [InlineData("br, gzip", "gzip")]
    [InlineData("br;q=1, gzip;q=0.5", "br")]
    [InlineData("br;q=0.5, gzip;q=1", "gzip")]
    [InlineData("gzip;q=0", null)]
    [InlineData("gzip;q=0, br", "br")]
    [InlineData("gzip;q=0, br;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("identity, gzip", "gzip")]
    [InlineData("identity;q=1, gzip;q=0.5", null)]
    [InlineData("identity;q=0, gzip;q=0.1", "gzip")]
    [InlineData("*", "gzip")]
    [InlineData("*;q=0", null)]
    [InlineData("gzip;q=0, *", "br")]
    [InlineData("deflate, zstd", null)]
    [InlineData("gzip;q=x", null)]
    public async Task AcceptEncoding_WithQualities_DecidesTheForm(string? accept, string? expected)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        (string, string)[] headers = accept is null ? [] : [("Accept-Encoding", accept)];

        var answer = await service.GetAsync(GroupResultsPath(_revision), headers);

        Assert.Equal(expected, answer.Header("Content-Encoding"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
        Assert.Equal("""{"T":{"a":true}}""", answer.Decoded);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task CompressedForm_OfALargePush_IsSmallerAndDecodesToThePlainOne(string encoding)
    {
        await service.RecordAsync(Report(_revision, "T", [.. Enumerable.Range(0, 2_000).Select(i => ($"dom/test/group-{i}.toml", i % 7 == 0 ? "ERROR" : "OK", 1))]));
        var plain = await service.GetAsync(GroupResultsPath(_revision));

        var packed = await service.GetAsync(GroupResultsPath(_revision), ("Accept-Encoding", encoding));

        Assert.Equal(plain.Text, packed.Decoded);
        Assert.True(packed.Body.Length * 4 < plain.Body.Length, $"{packed.Body.Length} of {plain.Body.Length} bytes");
        Assert.Equal(packed.Body.Length, packed.Response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task CompressedForm_AskedForAgain_IsTheStoredOne(string encoding)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var first = await service.GetAsync(GroupResultsPath(_revision), ("Accept-Encoding", encoding));
        var entries = await EntriesAsync();

        var second = await service.GetAsync(GroupResultsPath(_revision), ("Accept-Encoding", encoding));

        Assert.Equal("GroupResults; fwd=miss; stored", first.Header("Cache-Status"));
        Assert.StartsWith("GroupResults; hit; ttl=", second.Header("Cache-Status"), StringComparison.Ordinal);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(entries, await EntriesAsync());
    }

    [Fact]
    public async Task AllForms_OfOneVersion_AreComputedFromTheStorageOnce()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var computations = Computations();

        foreach (var encoding in new[] { "gzip", "br", "identity", "gzip", "br" })
            await service.GetAsync(GroupResultsPath(_revision), ("Accept-Encoding", encoding));

        Assert.Equal(computations + 1, Computations());
    }

    private long Computations() => service.Services.GetRequiredService<ServiceMetrics>().Computations;

    private async Task<string> EntriesAsync() => (await service.QueryAsync("{ cacheStatistics { entries bytes } }")).GetRawText();
}

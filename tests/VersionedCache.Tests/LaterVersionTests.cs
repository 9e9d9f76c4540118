namespace VersionedCache.Tests;

/// <summary>A request whose version was read just before another computation reached further.</summary>
public sealed class LaterVersionTests
{
    private static readonly PageVersion Old = new(1, 1);
    private static readonly PageVersion Later = new(1, 2);

    private readonly TestCache _test = new();
    private int _computations;

    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    public async Task Get_MemoryHasALaterVersion_IsNotComputedAgain(ContentCoding coding)
    {
        _test.Write(Later);
        await GetAsync(Later, coding);

        var result = await GetAsync(Old, coding);

        Assert.Equal((Later, CacheOutcome.Hit), (result!.Version, result.Outcome));
        Assert.Equal((1, 1), (_computations, _test.Reads));
    }

    /// <summary>A backup was put back: what memory has of the later version is lost.</summary>
    [Theory]
    [InlineData(ContentCoding.Identity)]
    [InlineData(ContentCoding.Gzip)]
    public async Task Get_StoreWentBackToAnEarlierVersion_ServesThat(ContentCoding coding)
    {
        _test.Write(Later);
        await GetAsync(Later, coding);
        _test.Write(Old);

        var result = await GetAsync(Old, coding);

        Assert.Equal((Old, CacheOutcome.Miss), (result!.Version, result.Outcome));
    }

    [Fact]
    public async Task Get_SubjectIsGone_IsNull()
    {
        _test.Write(Later);
        await GetAsync(Later, ContentCoding.Gzip);
        _test.Delete(Later.Page);

        Assert.Null(await GetAsync(Old, ContentCoding.Gzip));
        Assert.Equal(1, _computations);
    }

    [Fact]
    public async Task Get_NothingLaterInMemory_DoesNotReadTheVersionAgain()
    {
        _test.Write(Old);

        await GetAsync(Old, ContentCoding.Gzip);
        await GetAsync(Old, ContentCoding.Gzip);

        Assert.Equal((1, 0), (_computations, _test.Reads));
    }

    private ValueTask<CacheResult<PageVersion>?> GetAsync(PageVersion version, ContentCoding coding) => _test.Cache.GetAsync(
        version,
        new CacheRequest<PageVersion>(
            PageVersion.Text,
            coding,
            () =>
            {
                _computations++;
                return Task.FromResult<Computed<PageVersion>?>(_test.Snapshot(version.Page, PageVersion.Text));
            }),
        TestContext.Current.CancellationToken);
}

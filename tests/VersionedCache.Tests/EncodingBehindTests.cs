namespace VersionedCache.Tests;

/// <summary>Long-lived parts of an unbounded kind that were asked for in plain are compressed behind the answer, as far as there is time for it.</summary>
public sealed class EncodingBehindTests
{
    private static readonly PageVersion Version = new(1, 1);
    private static readonly TimeSpan Taken = TimeSpan.FromMilliseconds(50);

    private readonly TestCache _test = new();
    private UInt128 _queries;

    public EncodingBehindTests()
    {
        _test.Write(Version);
        _test.Memory.BeforeStore = entry =>
        {
            if (entry.Key.Coding is ContentCoding.Gzip) _test.Time.Advance(Taken); // Compressing it took so long.
        };
    }

    /// <summary>The parts that were compressed, in order.</summary>
    private IEnumerable<CachePart> Compressed =>
        _test.Memory.Stored.Where(entry => entry.Key.Coding is ContentCoding.Gzip).Select(entry => entry.Key.Part);

    [Fact]
    public async Task Part_AfterOneThatWasCompressed_IsCompressedOnlyAfterARest()
    {
        var first = await GetAsync(bytes: 2000);
        await CompressedAsync(first);
        var second = await GetAsync(bytes: 2000);

        // The first one's time ends a little after its part is there, and the rest is as long as that was.
        await Eventually.TrueAsync(
            async () =>
            {
                _test.Time.Advance(TimeSpan.FromMinutes(1));
                await GetAsync(bytes: 2000);
                return Compressed.Count() > 1;
            },
            "a later one is compressed");
        Assert.DoesNotContain(second, Compressed);
    }

    [Fact]
    public async Task Part_TooSmallToBeCompressed_TakesNoTime()
    {
        for (var i = 0; i < 20; i++) await GetAsync(bytes: 100);

        await CompressedAsync(await GetAsync(bytes: 2000));
    }

    private Task CompressedAsync(CachePart part) => Eventually.TrueAsync(() => Compressed.Contains(part), "it is compressed");

    /// <summary>Asks for a part that nobody has asked for.</summary>
    private async Task<CachePart> GetAsync(int bytes)
    {
        var part = new CachePart("query", ++_queries, PartKind.Unbounded);
        await _test.Cache.GetAsync(
            Version,
            new CacheRequest<PageVersion>(
                part,
                ContentCoding.Identity,
                () => Task.FromResult<Computed<PageVersion>?>(_test.Snapshot(Version.Page, part, isLong: true, bytes))),
            TestContext.Current.CancellationToken);
        return part;
    }
}

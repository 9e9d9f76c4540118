namespace VersionedCache.Tests;

/// <summary>Requests of several versions that wait for each other's flights.</summary>
public sealed class FlightTests
{
    private readonly TestCache _test = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The second flight begins after the last request came, and yet is for the version before it, which the shared level has.</summary>
    [Fact]
    public async Task Get_SecondFlightIsForAnEarlierVersion_TheNextOneServes()
    {
        var (computing, compute) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (sharing, share) = (new TaskCompletionSource(), new TaskCompletionSource());
        _test.Write(new PageVersion(1, 1));
        var first = GetAsync(1, async () =>
        {
            var snapshot = _test.Snapshot(1, PageVersion.Text);
            computing.SetResult();
            await compute.Task;
            return snapshot;
        });
        await computing.Task;
        _test.Write(new PageVersion(1, 3));
        _test.Shared.Find = async key =>
        {
            if (key.Version.Number != 2) return null;
            sharing.SetResult();
            await share.Task;
            return new CacheEntry<PageVersion>(key, new byte[10], _test.Time.GetUtcNow(), _test.Time.GetUtcNow().AddHours(1), IsLongLived: false, IsWarmed: false);
        };
        var second = GetAsync(2, () => throw new InvalidOperationException("The shared level has it."));
        var looks = 0;
        _test.Memory.BeforeFind = key =>
        {
            // When it comes back from the first flight, the second one is under way.
            if (key.Version.Number == 3 && Interlocked.Increment(ref looks) == 2) sharing.Task.GetAwaiter().GetResult();
        };
        var third = GetAsync(3, () => Task.FromResult(_test.Snapshot(1, PageVersion.Text)));

        compute.SetResult();
        await sharing.Task;
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) >= 2, "the third request is back from the first flight");
        share.SetResult();

        Assert.Equal([1, 2, 3], new[] { await first, await second, await third }.Select(result => result!.Version.Number));
    }

    private Task<CacheResult<PageVersion>?> GetAsync(int number, Func<Task<Computed<PageVersion>>> compute) => _test.Cache.GetAsync(
        new PageVersion(1, number),
        new CacheRequest<PageVersion>(PageVersion.Text, ContentCoding.Gzip, async () => await compute()),
        Cancellation).AsTask();
}

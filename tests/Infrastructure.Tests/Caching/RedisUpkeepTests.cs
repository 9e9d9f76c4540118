using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Tests.Storage;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>What goes on between the service and Redis behind the requests.</summary>
public sealed class RedisUpkeepTests : IAsyncLifetime
{
    private const int SharedCacheRefuses = 205;
    private const int SharedCacheTakesAgain = 214;

    private readonly RedisInstances _instances = new();
    private readonly CountingStrings _redis = new();

    public ValueTask InitializeAsync() => _instances.InitializeAsync();

    public ValueTask DisposeAsync() => _instances.DisposeAsync();

    [Fact]
    public async Task Record_BatchOfReportsOfOnePush_RemovesTheVersionBeforeItAndNoneBetween()
    {
        await using var service = await _instances.StartAsync(_redis);
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        var old = await _instances.ShareAsync(service, Reports.Push);

        await service.RecordAsync([.. Enumerable.Range(0, 500).Select(number => Reports.Push.Report($"task-{number}", Reports.Ok("a.toml")))]);

        Assert.Equal(2, _redis.Removals);
        await Eventually.TrueAsync(async () => !await _instances.Client.GetDatabase().KeyExistsAsync(old), "the version before to be removed");
    }

    [Fact]
    public async Task Record_ReportsThatShareATransaction_RemoveTheVersionBeforeItOnce()
    {
        await using var service = await _instances.StartAsync(_redis);
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));

        await Task.WhenAll(await WriteLock.SendTogetherAsync(
            service, Enumerable.Range(0, 5).Select(number => Reports.Push.Report($"task-{number}", Reports.Ok("a.toml")))));

        Assert.Equal(2, _redis.Removals);
    }

    [Fact]
    public async Task Record_RemovalIsSlow_RedisStaysOpenForReaders()
    {
        await using var service = await _instances.StartAsync(_redis);
        await service.RecordAsync(Reports.Push.Report("first", Reports.Ok("a.toml")));
        await _instances.AdvanceAsync(TimeSpan.Zero);
        _redis.HoldRemovals();
        await service.RecordAsync(Reports.Push.Report("second", Reports.Ok("a.toml")));

        _instances.Time.Advance(RedisCircuitBreaker.CallTimeout);
        await _instances.AdvanceAsync(TimeSpan.Zero);
        Assert.True(service.Get<RedisCircuitBreaker>().IsClosed);
        await _instances.ShareAsync(service, Reports.Push);

        // Unless it is never answered.
        _instances.Time.Advance(RedisCircuitBreaker.RemovalTimeout);
        await Eventually.TrueAsync(() => !service.Get<RedisCircuitBreaker>().IsClosed, "Redis to be given up");
    }

    [Fact]
    public async Task Store_RedisIsFullTwice_IsLoggedTwiceAndOnceEach()
    {
        var log = new LogLines();
        await using var service = await _instances.StartAsync(log: log);
        var version = 0;
        for (var time = 1; time <= 2; time++)
        {
            await _instances.LimitMemoryAsync(isFull: true);
            for (var i = 0; i < 3; i++) await StoreAsync();
            await Eventually.TrueAsync(() => log.Count(SharedCacheRefuses) >= time, "the refusal to be logged");

            await _instances.LimitMemoryAsync(isFull: false);
            await StoreAsync();
            await Eventually.TrueAsync(() => log.Count(SharedCacheTakesAgain) >= time, "its end to be logged");
            Assert.Equal((time, time), (log.Count(SharedCacheRefuses), log.Count(SharedCacheTakesAgain)));
        }

        async Task StoreAsync()
        {
            await service.RecordAsync(Reports.Push.Report("task", Reports.Ok($"{++version}.toml")));
            await service.MapAsync(Reports.Push, ContentCoding.Gzip);
            await _instances.AdvanceAsync(TimeSpan.Zero);
        }
    }
}

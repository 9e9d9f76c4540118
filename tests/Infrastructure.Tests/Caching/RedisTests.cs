using System.Text;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using Microsoft.Extensions.Logging.Abstractions;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>G4: whatever Redis does, reads are right and do not fail.</summary>
public sealed class RedisTests : IAsyncLifetime
{
    private const string Map = """{"task":{"a.toml":true}}""";
    private const string Gone = "gone";
    private const string List = "a list";
    private const string Hash = "a hash";

    private readonly RedisInstances _instances = new();

    public ValueTask InitializeAsync() => _instances.InitializeAsync();

    public ValueTask DisposeAsync() => _instances.DisposeAsync();

    [Fact]
    public async Task Read_SecondInstance_AnswersFromRedisWithoutComputing()
    {
        await using var first = await _instances.StartAsync();
        await using var second = await _instances.StartAsync();
        await first.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await _instances.ShareAsync(first, Reports.Push);

        foreach (var coding in Enum.GetValues<ContentCoding>())
        {
            Assert.Equal(Map, await second.MapTextAsync(Reports.Push, coding));
            Assert.Equal(CacheOutcome.Hit, (await second.MapAsync(Reports.Push, coding))!.Provenance!.Outcome);
        }

        Assert.Equal(0, second.Metrics.Computations);
        var ofFirst = (await first.MapAsync(Reports.Push, ContentCoding.Gzip))!.Provenance!;
        Assert.Equal(ofFirst, (await second.MapAsync(Reports.Push, ContentCoding.Gzip))!.Provenance);
    }

    [Fact]
    public async Task Read_ReportAfterTheAnswerWasShared_IsSeenByTheSecondInstance()
    {
        await using var first = await _instances.StartAsync();
        await using var second = await _instances.StartAsync();
        for (var number = 1; number <= 10; number++)
        {
            await first.RecordAsync(Reports.Push.Report("task", Reports.Ok($"{number}.toml")));
            Assert.Contains($"\"{number}.toml\"", await second.MapTextAsync(Reports.Push, ContentCoding.Gzip), StringComparison.Ordinal);
            Assert.Contains($"\"{number}.toml\"", await first.MapTextAsync(Reports.Push), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunDueWarmUps_WithRedis_SharesTheStableAnswer()
    {
        await using var first = await _instances.StartAsync();
        await first.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await _instances.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await first.RunDueWarmUpsAsync());
        await _instances.ShareAsync(first, Reports.Push);

        await using var second = await _instances.StartAsync();
        var answer = await second.MapAsync(Reports.Push, ContentCoding.Gzip);
        Assert.Equal(_instances.Time.GetUtcNow().AddHours(24), answer!.Provenance!.ExpiresAt);
        Assert.Equal(0, second.Metrics.Computations);
    }

    public static TheoryData<string> Corruptions => new()
    {
        "garbage",
        "",
        Gone,
        "flip",
        "cut",
        "another's",
        List,
        Hash,
    };

    [Theory]
    [MemberData(nameof(Corruptions))]
    public async Task Read_EntryInRedisIsNotWhatWasStored_IsStillRight(string value)
    {
        await using var first = await _instances.StartAsync();
        await using var second = await _instances.StartAsync();
        var other = new PushKey("autoland", "beef");
        await first.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await first.RecordAsync(other.Report("task", Reports.Error("other.toml")));
        var key = await _instances.ShareAsync(first, Reports.Push);
        var otherKey = await _instances.ShareAsync(first, other);
        await CorruptAsync(key, otherKey, value);

        foreach (var coding in Enum.GetValues<ContentCoding>())
            Assert.Equal(Map, await second.MapTextAsync(Reports.Push, coding));
        Assert.Equal(1, second.Metrics.Computations);

        // And so is a warm-up, which waits for Redis to take its answer.
        await _instances.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(2, await second.RunDueWarmUpsAsync());
        Assert.Equal(2, second.Metrics.WarmUps(Application.Metrics.WarmUpOutcome.Succeeded));
    }

    [Fact]
    public async Task Read_TwoDatabasesShareOneRedis_NeverSeeEachOthersAnswers()
    {
        await using var first = await _instances.StartAsync();
        await using var second = await _instances.StartAsync(databasePath: _instances.OtherDatabase);
        await first.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await second.RecordAsync(Reports.Push.Report("task", Reports.Error("a.toml")));
        await _instances.ShareAsync(first, Reports.Push);

        Assert.Equal((await first.HeadAsync(Reports.Push)).Version, (await second.HeadAsync(Reports.Push)).Version);
        foreach (var coding in Enum.GetValues<ContentCoding>())
            Assert.Equal("""{"task":{"a.toml":false}}""", await second.MapTextAsync(Reports.Push, coding));
        Assert.Equal(1, second.Metrics.Computations);
    }

    [Fact]
    public async Task Start_RedisIsDown_ServesAndUsesItOnceItIsThere()
    {
        await _instances.Server.KillAsync();
        await using var service = await _instances.StartAsync(open: false);
        Assert.False(service.Get<RedisCircuitBreaker>().IsClosed);
        await service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        foreach (var coding in Enum.GetValues<ContentCoding>()) Assert.Equal(Map, await service.MapTextAsync(Reports.Push, coding));

        await _instances.Server.StartAsync();
        await _instances.OpenAsync(service);
        await service.RecordAsync(new PushKey("autoland", "1").Report("task", Reports.Ok("a.toml")));
        await _instances.ShareAsync(service, new PushKey("autoland", "1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_RedisKilledOrHungUnderLoad_NeverFailsAndSoonDoesNotAskIt(bool hung)
    {
        var redis = new CountingStrings();

        // No memory: every read would ask Redis.
        await using var service = await _instances.StartAsync(redis, memoryLimitBytes: 0);
        await service.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));
        await _instances.ShareAsync(service, Reports.Push);
        using var enough = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                    Assert.Equal(Map, await service.MapTextAsync(Reports.Push, ContentCoding.Gzip));
            },
            TestContext.Current.CancellationToken)).ToList();
        var before = redis.Calls;
        await Eventually.TrueAsync(() => redis.Calls > before + 100, "reads that ask Redis");

        await (hung ? _instances.Server.SuspendAsync() : _instances.Server.KillAsync());

        // The clock moves by the time that one call may take: it is all that anybody waits.
        var breaker = service.Get<RedisCircuitBreaker>();
        await Eventually.TrueAsync(
            () =>
            {
                _instances.Time.Advance(RedisCircuitBreaker.CallTimeout);
                return !breaker.IsClosed;
            },
            "the circuit to open");
        await enough.CancelAsync();
        var read = Task.WhenAll(reading);
        await Eventually.TrueAsync(
            () =>
            {
                _instances.Time.Advance(RedisCircuitBreaker.CallTimeout); // For those that asked a moment before.
                return read.IsCompleted;
            },
            "the last reads");
        await read;

        // From here on nobody asks, so nobody waits; the clock stands still, and with it the probe.
        before = redis.Calls;
        for (var i = 0; i < 100; i++) Assert.Equal(Map, await service.MapTextAsync(Reports.Push, ContentCoding.Gzip));
        Assert.Equal(before, redis.Calls);

        await (hung ? _instances.Server.ResumeAsync() : _instances.Server.StartAsync());
        await _instances.OpenAsync(service);
        before = redis.Calls;
        Assert.Equal(Map, await service.MapTextAsync(Reports.Push, ContentCoding.Gzip));
        Assert.True(redis.Calls > before);
        await _instances.ShareAsync(service, Reports.Push);
    }

    [Fact]
    public async Task Store_RedisIsFull_ReadsGoOnAndItIsUsedAgainWhenThereIsRoom()
    {
        await using var first = await _instances.StartAsync();
        await using var second = await _instances.StartAsync();
        await _instances.LimitMemoryAsync(isFull: true);
        await first.RecordAsync(Reports.Push.Report("task", Reports.Ok("a.toml")));

        foreach (var service in (TestService[])[first, second])
        {
            foreach (var coding in Enum.GetValues<ContentCoding>()) Assert.Equal(Map, await service.MapTextAsync(Reports.Push, coding));
        }

        Assert.Equal(1, second.Metrics.Computations);
        await _instances.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await first.RunDueWarmUpsAsync());
        Assert.Equal(1, first.Metrics.WarmUps(Application.Metrics.WarmUpOutcome.Succeeded));
        Assert.True(first.Get<RedisCircuitBreaker>().IsClosed);

        await _instances.LimitMemoryAsync(isFull: false);
        await first.RecordAsync(Reports.Push.Report("task", Reports.Error("a.toml")));
        await _instances.ShareAsync(first, Reports.Push);
    }

    [Fact]
    public async Task Dispose_RedisIsHung_EndsWithoutAnError()
    {
        // The client waits for the answer to its goodbye as long as it would for any other.
        var service = await _instances.StartAsync(connectionString: _instances.Server.ConnectionString);
        await _instances.Server.SuspendAsync();
        service.Get<RedisCircuitBreaker>().Open(new TimeoutException());
        await _instances.Time.TimersRunAsync(RedisCircuitBreaker.ProbeInterval, 1);
        _instances.Time.Advance(RedisCircuitBreaker.ProbeInterval);
        await _instances.Time.TimersRunAsync(RedisCircuitBreaker.CallTimeout, 1); // A probe is on its way.
        await service.DisposeAsync();
        await _instances.Server.ResumeAsync();
    }

    [Fact]
    public async Task Dispose_ClientIsGoneWhileAProbeIsDue_EndsWithoutAnError()
    {
        await using var client = new RedisClient(_instances.Server.ConnectionString);
        var breaker = new RedisCircuitBreaker(client, _instances.Time, NullLogger<RedisCircuitBreaker>.Instance);
        await breaker.StartAsync(CancellationToken.None);
        await client.DisposeAsync();
        breaker.Open(new ObjectDisposedException("multiplexer"));
        for (var probe = 1; probe <= 20; probe++)
        {
            await _instances.Time.TimersMadeAsync(RedisCircuitBreaker.ProbeInterval, probe); // The one before has failed.
            _instances.Time.Advance(RedisCircuitBreaker.ProbeInterval);
        }

        await breaker.DisposeAsync();
        Assert.False(breaker.IsClosed);
    }

    private async Task CorruptAsync(string key, string otherKey, string value)
    {
        var database = _instances.Client.GetDatabase();
        var stored = (byte[])(await database.StringGetAsync(key))!;
        await database.KeyDeleteAsync(key);
        switch (value)
        {
            case Gone:
                return;
            case List:
                await database.ListLeftPushAsync(key, "a list");
                return;
            case Hash:
                await database.HashSetAsync(key, "data", stored); // As the distributed cache of .NET lays it out.
                return;
            case "flip":
                stored[stored.Length / 2] ^= 1;
                break;
            case "cut":
                stored = stored[..^1];
                break;
            case "another's":
                stored = (byte[])(await database.StringGetAsync(otherKey))!;
                break;
            default:
                stored = Encoding.ASCII.GetBytes(value);
                break;
        }

        await database.StringSetAsync(key, stored);
    }
}

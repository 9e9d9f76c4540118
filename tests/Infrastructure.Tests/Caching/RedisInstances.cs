using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Caching;

/// <summary>Instances of the service that share a Redis, a clock and, unless told otherwise, a database.</summary>
internal sealed class RedisInstances : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();

    internal RedisServer Server { get; } = new();

    internal TestTime Time { get; } = new(TestService.StartTime);

    /// <summary>The test's own.</summary>
    internal ConnectionMultiplexer Client { get; private set; } = null!;

    internal string OtherDatabase => Path.Combine(_directory.Path, "other.db");

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Client = await ConnectionMultiplexer.ConnectAsync($"{Server.PatientConnectionString},allowAdmin=true,abortConnect=false");
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>As an operator does: Redis refuses what needs room, and then does not.</summary>
    internal Task LimitMemoryAsync(bool isFull) =>
        Client.GetServer(Client.GetEndPoints()[0]).ConfigSetAsync("maxmemory", isFull ? "1" : "0");

    internal async Task<TestService> StartAsync(
        CountingStrings? counting = null,
        string? databasePath = null,
        string? connectionString = null,
        LogLines? log = null,
        long memoryLimitBytes = CacheSettings.DefaultMemoryLimitBytes,
        bool open = true)
    {
        var service = await TestService.StartAsync(new TestServiceOptions
        {
            DatabasePath = databasePath ?? _directory.Database,
            Time = Time,
            Redis = connectionString ?? Server.PatientConnectionString,
            MemoryLimitBytes = memoryLimitBytes,
            Configure = services =>
            {
                if (counting is not null) services.Decorate<IRedisStrings>(counting.Before);
                if (log is not null) services.AddSingleton<ILoggerProvider>(log);
            },
        });
        if (open) await OpenAsync(service);
        return service;
    }

    /// <summary>Lets the service's probes go on until one is answered.</summary>
    internal Task OpenAsync(TestService service) => Eventually.TrueAsync(
        () =>
        {
            if (service.Get<RedisCircuitBreaker>().IsClosed) return true;
            if (IsQuiet && Time.TimersRunning(RedisCircuitBreaker.ProbeInterval) > 0) Time.Advance(RedisCircuitBreaker.ProbeInterval);
            return false;
        },
        "the connection to Redis");

    /// <summary>Nothing waits for Redis: what does would be given up with the next move of the clock.</summary>
    internal bool IsQuiet => Time.TimersRunning(RedisCircuitBreaker.CallTimeout) == 0;

    /// <summary>Moves the clock once Redis has answered what goes on behind the answers.</summary>
    internal async Task AdvanceAsync(TimeSpan time)
    {
        await Eventually.TrueAsync(() => IsQuiet, "Redis to answer");
        Time.Advance(time);
    }

    /// <summary>Reads until the answer lies in Redis: it goes there behind the reader's back.</summary>
    /// <returns>Its key there.</returns>
    internal async Task<string> ShareAsync(TestService service, PushKey push)
    {
        var key = new CacheKey<PushVersion>(new PushVersion(await service.HeadAsync(push)), new CachePart("map"), ContentCoding.Gzip).ToString();
        await Eventually.TrueAsync(
            async () =>
            {
                await service.MapAsync(push, ContentCoding.Gzip);
                return await Client.GetDatabase().KeyExistsAsync(key);
            },
            "the answer to lie in Redis");
        return key;
    }
}

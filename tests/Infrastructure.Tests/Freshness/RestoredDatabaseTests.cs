using GroupResults.Application.Caching;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>
/// A database that is put back to an earlier state, or copied, has another history from there on. Its answers, its entries in
/// Redis and its names are its own.
/// </summary>
public sealed class RestoredDatabaseTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private readonly RedisServer _redis = new();
    private readonly FakeTimeProvider _time = new(TestService.StartTime);
    private ConnectionMultiplexer _client = null!;

    public async ValueTask InitializeAsync()
    {
        await _redis.InitializeAsync();
        _client = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _redis.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_BackupWasPutBack_ShowsWhatIsStoredAndNothingElse(bool isRestarted)
    {
        await using var service = await StartAsync(_directory.Database);
        await service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        Backup(service);
        await service.RecordAsync(Reports.Push.Report("two", Reports.Ok("b.toml")));
        await ShareAsync(service);

        await RestoreAsync(service, isRestarted);
        await service.RecordAsync(Reports.Push.Report("three", Reports.Error("c.toml")));

        foreach (var coding in Enum.GetValues<ContentCoding>())
            Assert.Equal("""{"one":{"a.toml":true},"three":{"c.toml":false}}""", await service.MapTextAsync(Reports.Push, coding));
    }

    [Fact]
    public async Task Read_BackupWasPutBackAndNothingReportedSince_ShowsTheBackup()
    {
        await using var service = await StartAsync(_directory.Database);
        await service.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        Backup(service);
        await service.RecordAsync(Reports.Push.Report("two", Reports.Ok("b.toml")));
        await ShareAsync(service);

        await RestoreAsync(service, isRestarted: false);

        Assert.Equal("""{"one":{"a.toml":true}}""", await service.MapTextAsync(Reports.Push, ContentCoding.Gzip));
    }

    [Fact]
    public async Task Read_CopiedDatabaseSharesARedis_NeitherSeesTheOthersAnswers()
    {
        await using var original = await StartAsync(_directory.Database);
        await original.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        Backup(original);
        File.Copy(BackupPath, _directory.Combine("copy.db"));
        await using var copy = await StartAsync(_directory.Combine("copy.db"));
        await original.RecordAsync(Reports.Push.Report("two", Reports.Ok("b.toml")));
        await copy.RecordAsync(Reports.Push.Report("two", Reports.Error("c.toml")));
        await ShareAsync(original);

        Assert.Equal((await original.HeadAsync(Reports.Push)).Version, (await copy.HeadAsync(Reports.Push)).Version);
        Assert.Equal("""{"one":{"a.toml":true},"two":{"c.toml":false}}""", await copy.MapTextAsync(Reports.Push, ContentCoding.Gzip));
    }

    /// <summary>What two histories have in common stays shared.</summary>
    [Fact]
    public async Task Read_PushHasNotChangedSinceTheCopyOrTheRestart_IsAnsweredFromRedis()
    {
        await using var original = await StartAsync(_directory.Database);
        await original.RecordAsync(Reports.Push.Report("one", Reports.Ok("a.toml")));
        await ShareAsync(original);
        Backup(original);
        File.Copy(BackupPath, _directory.Combine("copy.db"));
        await using var copy = await StartAsync(_directory.Combine("copy.db"));
        var other = new PushKey("autoland", "beef");
        await copy.RecordAsync(other.Report("task", Reports.Ok("b.toml")));
        await original.RestartAsync();
        await OpenAsync(original);
        await original.RecordAsync(other.Report("task", Reports.Error("b.toml")));

        foreach (var service in (TestService[])[copy, original])
        {
            Assert.Equal("""{"one":{"a.toml":true}}""", await service.MapTextAsync(Reports.Push, ContentCoding.Gzip));
            Assert.Equal(0, service.Metrics.Computations);
        }
    }

    /// <summary>
    /// Reports, reads, backups, restores and restarts in any order, by two instances on one database, against a plain model.
    /// </summary>
    [Fact]
    public async Task Read_RandomHistoriesWithRestores_AreWhatAPlainModelSays()
    {
        for (var seed = 1; seed <= 12; seed++) await RunHistoryAsync(seed);
    }

    private async Task RunHistoryAsync(int seed)
    {
        var random = new Random(seed);
        var path = _directory.Combine($"history-{seed}.db");
        TestService[] services = [await StartAsync(path), await StartAsync(path)];
        try
        {
            SortedDictionary<string, string> present = new(StringComparer.Ordinal);
            SortedDictionary<string, string> saved = new(StringComparer.Ordinal);
            Backup(services[0]);
            for (var step = 0; step < 60; step++)
            {
                var service = services[random.Next(services.Length)];
                switch (random.Next(10))
                {
                    case < 4:
                        var (task, group) = ($"task-{random.Next(3)}", $"{random.Next(1000)}.toml");
                        await service.RecordAsync(Reports.Push.Report(task, Reports.Ok(group)));
                        present[task] = group;
                        break;
                    case < 7 when present.Count > 0:
                        var expected = $"{{{string.Join(',', present.Select(each => $"\"{each.Key}\":{{\"{each.Value}\":true}}"))}}}";
                        var coding = random.Next(2) == 0 ? ContentCoding.Gzip : ContentCoding.Identity;
                        Assert.Equal(expected, Sorted(await service.MapTextAsync(Reports.Push, coding)));
                        break;
                    case 7:
                        Backup(services[0]);
                        saved = new(present, StringComparer.Ordinal);
                        break;
                    case 8:
                        await RestoreAsync(services[0], isRestarted: false);
                        present = new(saved, StringComparer.Ordinal);
                        break;
                    case 9:
                        await service.RestartAsync();
                        await OpenAsync(service);
                        break;
                }
            }
        }
        finally
        {
            foreach (var service in services) await service.DisposeAsync();
        }
    }

    /// <summary>By task: the model does not know the order of the first reports.</summary>
    private static string Sorted(string map)
    {
        var tasks = System.Text.Json.JsonDocument.Parse(map).RootElement.EnumerateObject();
        return $"{{{string.Join(',', tasks.OrderBy(task => task.Name, StringComparer.Ordinal).Select(task => $"\"{task.Name}\":{task.Value.GetRawText()}"))}}}";
    }

    private string BackupPath => _directory.Combine("backup.db");

    private void Backup(TestService service)
    {
        File.Delete(BackupPath);
        service.Sql($"VACUUM INTO '{BackupPath}'");
    }

    /// <summary>With the service stopped meanwhile, or into the live database, as sqlite3's .restore does.</summary>
    private async Task RestoreAsync(TestService service, bool isRestarted)
    {
        service.RestoreFrom(BackupPath);
        if (!isRestarted) return;
        await service.RestartAsync();
        await OpenAsync(service);
    }

    private async Task<TestService> StartAsync(string path)
    {
        var service = await TestService.StartAsync(new TestServiceOptions { DatabasePath = path, Time = _time, Redis = _redis.ConnectionString });
        await OpenAsync(service);
        return service;
    }

    private static Task OpenAsync(TestService service) =>
        Eventually.TrueAsync(() => service.Get<Infrastructure.Caching.RedisCircuitBreaker>().IsClosed, "Redis to be used");

    /// <summary>Reads by gzip until the answer lies in Redis.</summary>
    private async Task ShareAsync(TestService service)
    {
        var key = new CacheKey<PushVersion>(new PushVersion(await service.HeadAsync(Reports.Push)), new CachePart("map"), ContentCoding.Gzip).ToString();
        await Eventually.TrueAsync(
            async () =>
            {
                await service.MapAsync(Reports.Push, ContentCoding.Gzip);
                return await _client.GetDatabase().KeyExistsAsync(key);
            },
            "the answer to lie in Redis");
    }
}

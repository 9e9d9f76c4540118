using System.Globalization;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Redis;

/// <summary>G1 and G4: two instances on one database and one Redis, to which everything bad happens.</summary>
public sealed class RedisUnderLoadTests
{
    private int _probes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WhileRedisStopsHangsAndIsKilled_NeverFailsAndIsNeverStale()
    {
        using var directory = new TestDirectory();
        await using var redis = new RedisServer();
        await redis.StartAsync();
        string[] settings =
        [
            "--ConnectionStrings:Storage=Data Source=shared.db",
            $"--ConnectionStrings:Redis={redis.ConnectionString}",
        ];
        await using var first = await ServiceProcess.StartAsync(directory, Cancellation, settings);
        await using var second = await ServiceProcess.StartAsync(directory, Cancellation, settings);
        await using var load = SharedLoad.Start(first.Address, second.Address);
        await load.GetOnAsync("Redis runs", Cancellation);
        await SharesAsync(redis, first, second);

        await redis.StopAsync();
        await load.GetOnAsync("Redis is stopped", Cancellation);
        await redis.StartAsync();
        await load.GetOnAsync("Redis is back after a stop", Cancellation);
        await SharesAsync(redis, first, second);

        await redis.SuspendAsync();
        await load.GetOnAsync("Redis hangs", Cancellation);
        await redis.ResumeAsync();
        await redis.FlushAsync();
        await load.GetOnAsync("Redis goes on", Cancellation);
        await SharesAsync(redis, first, second);

        await redis.KillAsync();
        await load.GetOnAsync("Redis is killed", Cancellation);
        await redis.StartAsync();
        await load.GetOnAsync("Redis is back after a kill", Cancellation);
        await SharesAsync(redis, first, second);
    }

    /// <summary>Keys appear, and what one instance computed the other finds there.</summary>
    private async Task SharesAsync(RedisServer redis, ServiceProcess first, ServiceProcess second)
    {
        await Eventually.TrueAsync(async () => await redis.CountKeysAsync() > 0, "keys appear in Redis");
        await Eventually.TrueAsync(() => FindsAsync(first, second), "the second instance finds what the first computed");
        await Eventually.TrueAsync(() => FindsAsync(second, first), "the first instance finds what the second computed");
    }

    /// <summary>Whether a push that only <paramref name="computes"/> was asked for is a hit at the other's first request.</summary>
    private async Task<bool> FindsAsync(ServiceProcess computes, ServiceProcess finds)
    {
        using var computing = new ServiceClient(computes.Address);
        using var finding = new ServiceClient(finds.Address);
        var report = Reports.Of(new Push("try", string.Create(CultureInfo.InvariantCulture, $"{++_probes:x8}")), _probes);
        await computing.ReportAsync(report, Cancellation);
        var (_, computed) = await computing.ReadDropInAsync(report.Push, ReadBy.Gzip, Cancellation);
        Assert.Equal("GroupResults; fwd=miss; stored", computed);
        await computing.ReadDropInAsync(report.Push, ReadBy.Gzip, Cancellation);

        var (text, found) = await finding.ReadDropInAsync(report.Push, ReadBy.Gzip, Cancellation);
        Assert.True(ResultMap.Parse(text).Holds(report));
        return found.StartsWith("GroupResults; hit", StringComparison.Ordinal);
    }
}

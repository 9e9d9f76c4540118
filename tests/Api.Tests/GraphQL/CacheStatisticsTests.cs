using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Each test has a service of its own: the statistics are those of the process.</summary>
public sealed class CacheStatisticsTests : IAsyncLifetime
{
    private readonly TestService _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task CacheStatistics_OfANewService_AreZero()
    {
        Assert.Equal(
            """{"hits":0,"misses":0,"computations":0,"hitRate":0,"activePushes":0,"stablePushes":0,"warmUpsDue":0,"warmUpsSucceeded":0,"warmUpsFailed":0,"entries":0,"bytes":0,"limitBytes":268435456}""",
            await StatisticsAsync());
    }

    [Fact]
    public async Task CacheStatistics_AfterReadsAndAWarmUp_CountThem()
    {
        var (idle, active) = (NewRevision(), NewRevision());
        await _service.RecordAsync(Report(idle, "T", ("a", "OK", 1)));
        for (var i = 0; i < 4; i++) await _service.PushFieldAsync(idle, "resultMap");
        _service.Time.Advance(TimeSpan.FromMinutes(5));
        await _service.RecordAsync(Report(active, "T", ("a", "OK", 1)));

        Assert.Equal(
            $$"""{"hits":3,"misses":1,"computations":1,"hitRate":0.75,"activePushes":1,"stablePushes":1,"warmUpsDue":1,"warmUpsSucceeded":0,"warmUpsFailed":0,"entries":2,"bytes":0,"limitBytes":268435456}""",
            WithoutBytes(await StatisticsAsync()));

        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        Assert.StartsWith(
            """{"hits":3,"misses":1,"computations":2,"hitRate":0.75,"activePushes":1,"stablePushes":1,"warmUpsDue":0,"warmUpsSucceeded":1,"warmUpsFailed":0,""",
            await StatisticsAsync(),
            StringComparison.Ordinal);
    }

    private static string WithoutBytes(string statistics) =>
        System.Text.RegularExpressions.Regex.Replace(statistics, "\"bytes\":[1-9][0-9]*", "\"bytes\":0", System.Text.RegularExpressions.RegexOptions.None, Eventually.Limit);

    private async Task<string> StatisticsAsync() => (await _service.QueryAsync(
        "{ cacheStatistics { hits misses computations hitRate activePushes stablePushes warmUpsDue warmUpsSucceeded warmUpsFailed entries bytes limitBytes } }"))
        .GetProperty("cacheStatistics").GetRawText();
}

using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Infrastructure.Caching;
using Microsoft.Extensions.DependencyInjection;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>Two instances on one database and one Redis, asked for the whole response of a stable push.</summary>
public sealed class SharedResponseTests : IAsyncLifetime
{
    private readonly RedisServer _redis = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly TestTime _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly string _revision = NewRevision();
    private readonly TestService _first;
    private readonly TestService _second;

    public SharedResponseTests()
    {
        _first = Instance();
        _second = Instance();
    }

    public async ValueTask InitializeAsync()
    {
        await _redis.InitializeAsync();
        foreach (var instance in (TestService[])[_first, _second])
        {
            await instance.InitializeAsync();
            await OpenAsync(instance);
        }

        // Long enough to be compressed, which is the form that is shared.
        await _first.RecordAsync(Report(_revision, "T", [.. Enumerable.Range(0, 100).Select(number => ($"group-{number}.toml", "OK", number))]));
        _time.Advance(TimeSpan.FromMinutes(5));
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _redis.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", null)]
    [InlineData(null, "gzip")]
    [InlineData(null, null)]
    public async Task Response_OfAStablePush_IsFoundInRedisByTheSecondInstance(string? askedFirst, string? encoding)
    {
        var computed = await AskAsync(_first, askedFirst);
        await SharedAsync();
        var kept = await AskAsync(_first, encoding);

        var found = await AskAsync(_second, encoding);

        Assert.Equal(("MISS", "HIT"), (Status(computed), Status(found)));
        Assert.Equal(encoding, found.Header("Content-Encoding"));
        Assert.Equal(kept.Body, found.Body);
        Assert.Equal("GroupResults; hit; ttl=86400", found.Header("Cache-Status"));
        Assert.Equal("""{"hits":1,"misses":0,"computations":0}""", await CountersAsync(_second));
        Assert.Equal((1, 0), (_first.SnapshotsRead, _second.SnapshotsRead));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task Response_AfterAReportToTheFirstInstance_ContainsItAtTheSecond(string? encoding)
    {
        await AskAsync(_first, encoding);
        await SharedAsync();
        await AskAsync(_second, encoding);

        await _first.RecordAsync(Report(_revision, "New", ("a", "OK", 1)));

        Assert.Equal((2, "ACTIVE", "T New"), Describe(await AskAsync(_second, encoding)));

        // Stable again, as it was when the second instance kept the response of the version before.
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((2, "STABLE", "T New"), Describe(await AskAsync(_second, encoding)));
        Assert.Equal((2, "STABLE", "T New"), Describe(await AskAsync(_first, encoding)));
    }

    private TestService Instance() => new()
    {
        Time = _time,
        SharedDatabase = _directory.File("shared.db"),
        Redis = _redis.PatientConnectionString,
    };

    /// <summary>Lets the instance's probes go on until Redis answers one.</summary>
    private Task OpenAsync(TestService instance) => Eventually.TrueAsync(
        () =>
        {
            if (instance.Services.GetRequiredService<RedisCircuitBreaker>().IsClosed) return true;
            if (_time.TimersRunning(RedisCircuitBreaker.ProbeInterval) > 0) _time.Advance(RedisCircuitBreaker.ProbeInterval); // Not while a probe is on its way.
            return false;
        },
        "the connection to Redis");

    /// <summary>The response goes to Redis behind the answer; nothing else does here.</summary>
    private Task SharedAsync() => Eventually.TrueAsync(async () => await _redis.CountKeysAsync() == 1, "the response to lie in Redis");

    private Task<Answer> AskAsync(TestService instance, string? encoding) => instance.PostAsync(
        JsonSerializer.Serialize(new
        {
            query = $$"""{ push(repository: "autoland", revision: "{{_revision}}") { version stability tasks { nodes { taskId results { group } } } } }""",
        }),
        prepare: request =>
        {
            if (encoding is not null) request.AddHeaders(("Accept-Encoding", encoding));
        });

    private static string? Status(Answer answer) =>
        JsonElement.Parse(answer.Decoded).GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString();

    private static (int Version, string? Stability, string Tasks) Describe(Answer answer)
    {
        var push = JsonElement.Parse(answer.Decoded).GetProperty("data").GetProperty("push");
        var tasks = push.GetProperty("tasks").GetProperty("nodes").EnumerateArray().Select(task => task.GetProperty("taskId").GetString());
        return (push.GetProperty("version").GetInt32(), push.GetProperty("stability").GetString(), string.Join(' ', tasks));
    }

    private static async Task<string> CountersAsync(TestService instance) =>
        (await instance.QueryAsync("{ cacheStatistics { hits misses computations } }")).GetProperty("cacheStatistics").GetRawText();
}

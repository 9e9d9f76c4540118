using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>How an answer says where it came from.</summary>
public sealed class CacheReportTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Extensions_OfAMissAndAHit_NameVersionExpiryAndStability()
    {
        var now = service.Time.GetUtcNow();
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var expiry = now.AddMinutes(5);

        var miss = await service.GraphQLAsync(MapOf(_revision));
        service.Time.Advance(TimeSpan.FromSeconds(1));
        var hit = await service.GraphQLAsync(MapOf(_revision));

        Assert.Equal(Expected("MISS", expiry, "ACTIVE"), Extensions(miss));
        Assert.Equal("GroupResults; fwd=miss; stored", miss.Header("Cache-Status"));
        Assert.Equal(Expected("HIT", expiry, "ACTIVE"), Extensions(hit));
        Assert.Equal("GroupResults; hit; ttl=299", hit.Header("Cache-Status"));
    }

    [Fact]
    public async Task Answer_FromOneSecondToTheNext_HasTheSameBytes()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        await service.GraphQLAsync(MapOf(_revision));

        var first = await service.GraphQLAsync(MapOf(_revision));
        service.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await service.GraphQLAsync(MapOf(_revision));

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("GroupResults; hit; ttl=300", first.Header("Cache-Status"));
        Assert.Equal("GroupResults; hit; ttl=299", second.Header("Cache-Status"));
    }

    [Fact]
    public async Task Extensions_OfAStablePush_SayWhenItsLongerTimeToLiveEnds()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        service.Time.Advance(TimeSpan.FromMinutes(5));

        var answer = await service.GraphQLAsync(MapOf(_revision));

        Assert.Equal(Expected("MISS", service.Time.GetUtcNow().AddDays(1), "STABLE"), Extensions(answer));
    }

    [Fact]
    public async Task Extensions_AfterAReport_AreOfTheNewVersion()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        await service.GraphQLAsync(MapOf(_revision));
        await service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));

        var cache = (await service.GraphQLAsync(MapOf(_revision))).Json.GetProperty("extensions").GetProperty("cache");

        Assert.Equal("MISS", cache.GetProperty("status").GetString());
        Assert.Equal(2, cache.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Extensions_WhereTheCacheWasNotAsked_AreAbsent()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var answer = await service.GraphQLAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { version } cacheStatistics { hits } }""");

        Assert.False(answer.Json.TryGetProperty("extensions", out _), answer.Text);
        Assert.Null(answer.Header("Cache-Status"));
    }

    [Fact]
    public async Task Extensions_OfTwoPushes_NameEachUnderItsFieldInTheOrderOfTheQuery()
    {
        var other = NewRevision();
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        await service.RecordAsync(Report(other, "T", ("a", "OK", 1)));
        await service.RecordAsync(Report(other, "U", ("a", "OK", 1)));
        await service.GraphQLAsync(MapOf(other));

        var answer = await service.GraphQLAsync(
            $$"""
            {
              one: push(repository: "autoland", revision: "{{_revision}}") { resultMap }
              two: push(repository: "autoland", revision: "{{other}}") { resultMap }
            }
            """);

        var extensions = answer.Json.GetProperty("extensions");
        Assert.Equal("MISS 1", Outline(extensions.GetProperty("cache")));
        Assert.Equal(
            ["one: MISS 1", "two: HIT 2"],
            extensions.GetProperty("cacheByField").EnumerateObject().Select(field => $"{field.Name}: {Outline(field.Value)}"));
        Assert.Equal("GroupResults; fwd=miss; stored", answer.Header("Cache-Status"));
    }

    [Fact]
    public async Task Extensions_OfAListOfPushes_NameEachUnderItsPlace()
    {
        var repository = "list-" + _revision[^6..];
        await service.RecordAsync(Report("aa", "T", ("a", "OK", 1)).With("repository", repository));
        service.Time.Advance(TimeSpan.FromSeconds(1));
        await service.RecordAsync(Report("bb", "T", ("a", "OK", 1)).With("repository", repository));

        var answer = await service.GraphQLAsync($$"""{ pushes(repository: "{{repository}}") { nodes { revision counts { ok } } } }""");

        Assert.Equal(
            ["pushes.nodes.0: MISS 1", "pushes.nodes.1: MISS 1"],
            answer.Json.GetProperty("extensions").GetProperty("cacheByField").EnumerateObject().Select(field => $"{field.Name}: {Outline(field.Value)}"));
    }

    [Fact]
    public async Task CacheEntry_BeforeAfterAndWarmed_TellsWhatIsCached()
    {
        const string Fields = "cacheEntry { key storedAt expiresAt sizeBytes warmed }";
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        Assert.Equal("null", await service.PushFieldAsync(_revision, Fields));

        var stored = service.Time.GetUtcNow();
        var bytes = (await service.PushFieldAsync(_revision, "resultMap")).Length;
        service.Time.Advance(TimeSpan.FromMinutes(1));
        var entry = JsonElement.Parse(await service.PushFieldAsync(_revision, Fields));
        Assert.Matches($"^group_results:v4:[0-9a-f]{{16}}:autoland:{_revision}:[0-9a-f]{{16}}:1:map$", entry.GetProperty("key").GetString());
        Assert.Equal(stored, entry.GetProperty("storedAt").GetDateTimeOffset());
        Assert.Equal(stored.AddMinutes(5), entry.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(bytes, entry.GetProperty("sizeBytes").GetInt64());
        Assert.False(entry.GetProperty("warmed").GetBoolean());

        service.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("null", await service.PushFieldAsync(_revision, Fields));
        Assert.True(await service.RunDueWarmUpsAsync() >= 1);
        entry = JsonElement.Parse(await service.PushFieldAsync(_revision, Fields));
        Assert.True(entry.GetProperty("warmed").GetBoolean());
        Assert.Equal(service.Time.GetUtcNow().AddDays(1), entry.GetProperty("expiresAt").GetDateTimeOffset());

        await service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));
        Assert.Equal("null", await service.PushFieldAsync(_revision, Fields));
    }

    private static string MapOf(string revision) => $$"""{ push(repository: "autoland", revision: "{{revision}}") { resultMap } }""";

    private static string Expected(string status, DateTimeOffset expiresAt, string stability) =>
        JsonSerializer.Serialize(new { cache = new { status, version = 1, expiresAt = expiresAt.UtcDateTime, stability } });

    private static string Extensions(Answer answer) => answer.Json.GetProperty("extensions").GetRawText();

    private static string Outline(JsonElement cache) => $"{cache.GetProperty("status")} {cache.GetProperty("version")}";
}

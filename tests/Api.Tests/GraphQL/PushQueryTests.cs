using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class PushQueryTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Push_NeverSeen_IsNull()
    {
        var data = await service.QueryAsync("""{ push(repository: "autoland", revision: "ffff") { version } }""");

        Assert.Equal("""{"push":null}""", data.GetRawText());
    }

    [Fact]
    public async Task Push_RevisionOfAnotherRepository_IsNull()
    {
        await service.RecordAsync(Report(_revision, "T"));

        var data = await service.QueryAsync($$"""{ push(repository: "try", revision: "{{_revision}}") { version } }""");

        Assert.Equal("""{"push":null}""", data.GetRawText());
    }

    [Fact]
    public async Task Push_ItsOwnFields_TellWhenAndWhat()
    {
        var firstSeen = service.Time.GetUtcNow();
        await service.RecordAsync(Report(_revision, "T"));
        service.Time.Advance(TimeSpan.FromMinutes(1));
        await service.RecordAsync(Report(_revision, "U"));

        var push = (await service.QueryAsync(
            $$"""{ push(repository: "autoland", revision: "{{_revision}}") { id repository revision version firstSeenAt lastActivityAt } }""")).GetProperty("push");

        Assert.NotEmpty(push.GetProperty("id").GetString()!);
        Assert.Equal("autoland", push.GetProperty("repository").GetString());
        Assert.Equal(_revision, push.GetProperty("revision").GetString());
        Assert.Equal(2, push.GetProperty("version").GetInt64());
        Assert.Equal(firstSeen, push.GetProperty("firstSeenAt").GetDateTimeOffset());
        Assert.Equal(firstSeen.AddMinutes(1), push.GetProperty("lastActivityAt").GetDateTimeOffset());
        Assert.EndsWith("Z", push.GetProperty("lastActivityAt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stability_AtTheIdleThreshold_TurnsStable()
    {
        await service.RecordAsync(Report(_revision, "T"));

        service.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal("\"ACTIVE\"", await service.PushFieldAsync(_revision, "stability"));

        service.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("\"STABLE\"", await service.PushFieldAsync(_revision, "stability"));
    }

    [Fact]
    public async Task Counts_OverAllRuns_CountResultsAndDistinctGroups()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1), ("b", "ERROR", 1), ("c", "SKIP", 1)));
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1), ("b", "OK", 1), ("d", "UNSUPPORTED", 1)).With("runId", 1));
        await service.RecordAsync(Report(_revision, "U"));

        Assert.Equal(
            """{"taskRuns":3,"groups":4,"ok":3,"error":1,"skip":1,"unsupported":1}""",
            await service.PushFieldAsync(_revision, "counts { taskRuns groups ok error skip unsupported }"));
    }

    [Fact]
    public async Task ResultMap_OfSeveralRuns_TakesTheHighestThatSaysOkOrError()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1), ("b", "OK", 1), ("c", "OK", 1)).With("runId", 2));
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1), ("b", "ERROR", 1), ("d", "OK", 1)).With("runId", 0));
        await service.RecordAsync(Report(_revision, "T", ("c", "SKIP", 1)).With("runId", 3));
        await service.RecordAsync(Report(_revision, "U", ("a", "SKIP", 1), ("b", "UNSUPPORTED", 1)));

        var map = JsonElement.Parse(await service.PushFieldAsync(_revision, "resultMap"));

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"T":{"a":false,"b":true,"c":true,"d":true}}"""), map), map.GetRawText());
    }

    [Fact]
    public async Task ResultMap_InGraphQL_HasTheBytesOfTheDropInEndpoint()
    {
        await service.RecordAsync(Report(_revision, "T", ("a/\u00e9.toml", "OK", 1), ("b \"quoted\"", "ERROR", 1)));
        await service.RecordAsync(Report(_revision, "U", ("a/\u00e9.toml", "OK", 1)));

        Assert.Equal((await service.GetAsync(GroupResultsPath(_revision))).Text, await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Theory]
    [InlineData("resultMap version counts { taskRuns } tasks { totalCount nodes { taskId } }")]
    [InlineData("version tasks { totalCount nodes { taskId } } resultMap")]
    [InlineData("counts { taskRuns } version resultMap")]
    public async Task Push_WithAReportComingInBetween_HasAllPartsOfOneVersion(string fields)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        service.AfterNextSnapshot = () => service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));

        var push = (await service.QueryAsync($$"""{ push(repository: "autoland", revision: "{{_revision}}") { {{fields}} } }""")).GetProperty("push");

        Assert.Null(service.AfterNextSnapshot);
        var version = push.GetProperty("version").GetInt32();
        Assert.Equal(version, push.GetProperty("resultMap").EnumerateObject().Count());
        if (push.TryGetProperty("counts", out var counts)) Assert.Equal(version, counts.GetProperty("taskRuns").GetInt32());
        if (push.TryGetProperty("tasks", out var tasks)) Assert.Equal(version, tasks.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Query_WithFragmentsVariablesAndAliases_IsAnsweredInItsOwnWords()
    {
        var other = NewRevision();
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        await service.RecordAsync(Report(other, "U", ("a", "ERROR", 1)));

        var data = await service.QueryAsync(
            """
            query Two($one: String!, $two: String!, $size: Int = 1) {
              first: push(repository: "autoland", revision: $one) { ...Parts }
              second: push(repository: "autoland", revision: $two) { ...Parts ... on Push { sums: counts { error } } }
            }
            fragment Parts on Push { map: resultMap runs: tasks(first: $size) { nodes { taskId } } }
            """,
            new { one = _revision, two = other });

        Assert.Equal(
            """{"first":{"map":{"T":{"a":true}},"runs":{"nodes":[{"taskId":"T"}]}},"second":{"map":{"U":{"a":false}},"runs":{"nodes":[{"taskId":"U"}]},"sums":{"error":1}}}""",
            data.GetRawText());
    }

    [Theory]
    [InlineData(true, """{"version":1,"resultMap":{"T":{"a":true}},"counts":{"ok":1},"tasks":{"totalCount":1}}""")]
    [InlineData(false, """{"version":1}""")]
    public async Task Query_WithIncludeAndSkip_LoadsWhatIsLeft(bool wanted, string expected)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var read = service.SnapshotsRead;

        var data = await service.QueryAsync(
            """
            query($revision: String!, $on: Boolean!, $off: Boolean!) {
              push(repository: "autoland", revision: $revision) {
                version
                resultMap @include(if: $on)
                counts @skip(if: $off) { ok }
                ...Runs @include(if: $on)
              }
            }
            fragment Runs on Push { tasks { totalCount } }
            """,
            new { revision = _revision, on = wanted, off = !wanted });

        Assert.Equal(expected, data.GetProperty("push").GetRawText());
        Assert.Equal(wanted, service.SnapshotsRead > read);
    }

    [Fact]
    public async Task Query_ForTypeNamesAndIntrospection_IsAnswered()
    {
        var data = await service.QueryAsync("""{ __typename __schema { queryType { name } } __type(name: "TaskRun") { kind } }""");

        Assert.Equal("""{"__typename":"Query","__schema":{"queryType":{"name":"Query"}},"__type":{"kind":"OBJECT"}}""", data.GetRawText());
    }
}

using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.GraphQL.Facts.FactRequests;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>Each fact is told, told again, and read as it was told.</summary>
public sealed class FactMutationTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task RecordPush_BeforeTheFirstReport_CreatesThePush()
    {
        var parent = NewRevision();

        var told = await service.RecordPushAsync(
            _revision, $$"""{ "parentRevision": "{{parent}}", "position": {{PositionOf(_revision)}}, "pushedAt": "2026-03-04T06:00:00+02:00", "author": "a@example.org" }""");

        Assert.Equal("changed:1", Outcomes(told));
        Assert.Equal(
            $$$$"""{"push":{"position":{{{{PositionOf(_revision)}}}},"pushedAt":"2026-03-04T04:00:00Z","author":"a@example.org","counts":{"taskRuns":0},"resultMap":{}}}""",
            await ReadAsync("position pushedAt author counts { taskRuns } resultMap"));
    }

    [Fact]
    public async Task RecordPush_OmittedFields_KeepWhatWasKnown()
    {
        await service.RecordPushAsync(_revision, $$"""{ "position": {{PositionOf(_revision)}}, "author": "first" }""");

        Assert.Equal("changed:2", Outcomes(await service.RecordPushAsync(_revision, """{ "author": "second", "pushedAt": "2026-03-04T00:00:00Z" }""")));
        Assert.Equal("same:2", Outcomes(await service.RecordPushAsync(_revision, """{ "author": "", "position": null }""")));
        Assert.Equal("same:2", Outcomes(await service.RecordPushAsync(_revision, """{ "author": "second" }""")));
        Assert.Equal(
            $$$"""{"push":{"position":{{{PositionOf(_revision)}}},"pushedAt":"2026-03-04T00:00:00Z","author":"second"}}""",
            await ReadAsync("position pushedAt author"));
    }

    [Fact]
    public async Task RecordPushAndClassifyFailures_OfAReportedPush_MoveNoActivity()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));
        var activity = await service.PushFieldAsync(_revision, "lastActivityAt");
        service.Time.Advance(TimeSpan.FromSeconds(1));

        var pushed = await service.RecordPushAsync(_revision, """{ "author": "a" }""");
        var classified = await service.ClassifyAsync(_revision, """{ "kind": "INFRA", "groups": ["a"] }""");

        Assert.Equal(("changed:2", "changed:3"), (Outcomes(pushed), Outcomes(classified)));
        Assert.Equal(activity, await service.PushFieldAsync(_revision, "lastActivityAt"));
    }

    [Fact]
    public async Task RecordTaskStates_SeveralPushes_RaisesEachVersionByItsStates()
    {
        var other = NewRevision();

        var told = await service.RecordStatesAsync(
            State(_revision, "T", "PENDING"), State(other, "T", "RUNNING"), State(_revision, "U", "UNSCHEDULED", """{ "runId": 3, "jobName": "test-linux64/opt-web-1" }"""));

        Assert.Equal("changed:1 changed:1 changed:2", Outcomes(told));
        Assert.Equal(
            """{"push":{"tasks":{"nodes":[{"taskId":"T","runId":0,"jobName":null,"state":"PENDING","results":[]},{"taskId":"U","runId":3,"jobName":"test-linux64/opt-web-1","state":"UNSCHEDULED","results":[]}]}}}""",
            await ReadAsync("tasks(state: [PENDING, UNSCHEDULED]) { nodes { taskId runId jobName state results { group } } }"));
    }

    [Fact]
    public async Task RecordTaskStates_RunThatHasEnded_NeverReturns()
    {
        await service.RecordStateAsync(_revision, "T", "PENDING");
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        Assert.Equal("same:2", Outcomes(await service.RecordStateAsync(_revision, "T", "RUNNING")));
        Assert.Equal("""{"push":{"tasks":{"nodes":[{"state":"COMPLETED"}]}}}""", await ReadAsync("tasks { nodes { state } }"));
        Assert.Equal("changed:3", Outcomes(await service.RecordStateAsync(_revision, "T", "FAILED")));
        Assert.Equal("same:3", Outcomes(await service.RecordStateAsync(_revision, "T", "COMPLETED")));
        Assert.Equal("""{"push":{"tasks":{"nodes":[{"state":"FAILED"}]},"resultMap":{"T":{"a":true}}}}""", await ReadAsync("tasks { nodes { state } } resultMap"));
    }

    [Fact]
    public async Task RecordTaskStates_None_StoresNothing() => Assert.Equal("[]", (await service.RecordStatesAsync()).GetRawText());

    [Fact]
    public async Task SetExpectedTasks_Again_ReplacesWhatWasExpected()
    {
        const string Two = """{ "tasks": [{ "jobName": "a" }, { "jobName": "b", "taskId": "T", "groups": ["g"] }], "final": false }""";
        await service.SetExpectedAsync(_revision, Two);

        Assert.Equal("same:1", Outcomes(await service.SetExpectedAsync(_revision, Two)));
        Assert.Equal("""{"push":{"completion":{"expected":2,"reported":0,"pending":2,"noGroups":0,"complete":false}}}""", await ReadCompletionAsync());

        Assert.Equal("changed:2", Outcomes(await service.SetExpectedAsync(_revision, """{ "tasks": [{ "jobName": "b", "taskId": "T" }] }""")));
        await service.RecordAsync(Report(_revision, "T"));
        Assert.Equal("""{"push":{"completion":{"expected":1,"reported":0,"pending":0,"noGroups":1,"complete":true}}}""", await ReadCompletionAsync());

        await service.SetExpectedAsync(_revision, """{ "tasks": [] }""");
        Assert.Equal("""{"push":{"completion":null}}""", await ReadCompletionAsync());
    }

    [Fact]
    public async Task SetExpectedTasks_ThatCompletesThePush_MakesItStableAtOnce()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        Assert.Equal("\"ACTIVE\"", await service.PushFieldAsync(_revision, "stability"));

        await service.SetExpectedAsync(_revision, """{ "tasks": [{ "jobName": "a", "taskId": "T" }] }""");

        Assert.Equal("\"STABLE\"", await service.PushFieldAsync(_revision, "stability"));
        await service.RecordStateAsync(_revision, "U", "PENDING");
        Assert.Equal("\"ACTIVE\"", await service.PushFieldAsync(_revision, "stability"));
    }

    [Fact]
    public async Task ClassifyFailures_GroupsAndTasks_AreReadWithWhen()
    {
        var told = await service.ClassifyAsync(
            _revision, """{ "kind": "FIXED_BY", "groups": ["a.toml", "b.toml"], "taskIds": ["T"], "fixedBy": "abc", "bug": 9007199254740993, "note": "backed out" }""");

        var more = $"\"fixedBy\":\"abc\",\"bug\":9007199254740993,\"note\":\"backed out\",\"at\":\"{service.Time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFFZ}\",\"by\":null";
        Assert.Equal("changed:1", Outcomes(told));
        Assert.Equal(
            $$$$"""{"push":{"classifications":[{"kind":"FIXED_BY","group":"a.toml","taskId":null,{{{{more}}}}},{"kind":"FIXED_BY","group":"b.toml","taskId":null,{{{{more}}}}},{"kind":"FIXED_BY","group":null,"taskId":"T",{{{{more}}}}}]}}""",
            await ReadAsync("classifications { kind group taskId fixedBy bug note at by }"));
    }

    [Fact]
    public async Task ClassifyFailures_Later_ReplacesOrTakesBack()
    {
        await service.ClassifyAsync(_revision, """{ "kind": "INTERMITTENT", "groups": ["a", "b"], "bug": 1 }""");

        Assert.Equal("same:1", Outcomes(await service.ClassifyAsync(_revision, """{ "kind": "INTERMITTENT", "groups": ["a"], "bug": 1 }""")));
        Assert.Equal("changed:2", Outcomes(await service.ClassifyAsync(_revision, """{ "kind": "EXPECTED", "groups": ["a"] }""")));
        Assert.Equal("changed:3", Outcomes(await service.ClassifyAsync(_revision, """{ "kind": "NONE", "groups": ["b"] }""")));
        Assert.Equal("same:3", Outcomes(await service.ClassifyAsync(_revision, """{ "kind": "NONE", "groups": ["b", "never"] }""")));
        Assert.Equal("""{"push":{"classifications":[{"kind":"EXPECTED","group":"a","bug":null}]}}""", await ReadAsync("classifications { kind group bug }"));
    }

    [Fact]
    public async Task RecordGroupResults_PropertiesOfTheRun_AreKeptWhereALaterReportOmitsThem()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1))
            .With("platform", "linux").With("option", "debug").With("variant", "swr").With("suite", "web").With("tier", 2));
        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)).With("platform", "win").With("option", "").With("tier", null));

        Assert.Equal(
            """{"push":{"tasks":{"nodes":[{"platform":"win","option":"debug","variant":"swr","suite":"web","tier":2,"configuration":"win/debug-swr"}]}}}""",
            await ReadAsync("tasks { nodes { platform option variant suite tier configuration } }"));
    }

    [Fact]
    public async Task IngestErrorSummary_PropertiesOfTheRun_AreStored()
    {
        await service.QueryAsync(
            "mutation($input: IngestErrorSummaryInput!) { ingestErrorSummary(input: $input) { changed } }",
            new { input = Input(_revision, """{ "taskId": "T", "content": "", "jobName": "test-linux64/opt-web-1", "suite": "told", "tier": 3 }""") });

        Assert.Equal(
            """{"push":{"tasks":{"nodes":[{"platform":"linux64","option":"opt","variant":null,"suite":"told","tier":3,"configuration":"test-linux64/opt-web"}]}}}""",
            await ReadAsync("tasks { nodes { platform option variant suite tier configuration } }"));
    }

    [Fact]
    public async Task ClassifyFailures_WithAToken_IsByItsName()
    {
        await using var guarded = new TestService { Environment = "Production" };
        await guarded.InitializeAsync();
        var token = await guarded.IssueAsync(AccessScopes.Ingest);

        var answer = await guarded.GraphQLAsync(
            ClassifyFailures, new { input = Input(_revision, """{ "kind": "INFRA", "taskIds": ["T"] }""") }, null, token.Header);

        Assert.False(answer.Json.TryGetProperty("errors", out _), answer.Text);
        Assert.Equal("""[{"by":"of a test","taskId":"T"}]""", await guarded.PushFieldAsync(_revision, "classifications { by taskId }"));
    }

    private static long PositionOf(string revision) => Convert.ToInt64(revision[^8..], 16);

    private Task<string> ReadCompletionAsync() => ReadAsync("completion { expected reported pending noGroups complete }");

    private async Task<string> ReadAsync(string fields) => (await service.QueryAsync(
        $"query($revision: String!) {{ push(repository: \"autoland\", revision: $revision) {{ {fields} }} }}", new { revision = _revision })).GetRawText();
}

using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.GraphQL.Facts.FactRequests;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>Facts in the fields of pushes and task runs.</summary>
public sealed class FactReadTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Tasks_RunsKnownByTheirStateAlone_AreListedOnlyWhereStateIsGiven()
    {
        await FillAsync();

        Assert.Equal("""{"totalCount":2,"nodes":[{"taskId":"A"},{"taskId":"B"}]}""", await TasksAsync(""));
        Assert.Equal("""{"totalCount":1,"nodes":[{"taskId":"C"}]}""", await TasksAsync("(state: PENDING)"));
        Assert.Equal("""{"totalCount":2,"nodes":[{"taskId":"A"},{"taskId":"D"}]}""", await TasksAsync("(state: [FAILED, RUNNING])"));
        Assert.Equal("""{"totalCount":0,"nodes":[]}""", await TasksAsync("(state: [])"));
        Assert.Equal("""{"taskRuns":2,"groups":2,"ok":2,"error":1,"skip":0,"unsupported":0}""",
            await service.PushFieldAsync(_revision, "counts { taskRuns groups ok error skip unsupported }"));
    }

    [Fact]
    public async Task Tasks_OfAConfiguration_AreThoseOfItsChunksAndConfirmations()
    {
        await FillAsync();

        Assert.Equal("""{"totalCount":2,"nodes":[{"taskId":"A"},{"taskId":"B"}]}""", await TasksAsync("""(configuration: "test-linux2404-64/debug-web")"""));
        Assert.Equal("""{"totalCount":1,"nodes":[{"taskId":"C"}]}""", await TasksAsync("""(configuration: "test-linux2404-64/debug-web", state: [PENDING, RUNNING])"""));
        Assert.Equal("""{"totalCount":0,"nodes":[]}""", await TasksAsync("""(configuration: "test-linux2404-64/debug-web-1")"""));
    }

    [Fact]
    public async Task Tasks_PagesOfStates_FollowEachOther()
    {
        await FillAsync();
        const string Page = "query($revision: String!, $after: String) { push(repository: \"autoland\", revision: $revision) "
            + "{ tasks(first: 3, after: $after, state: [FAILED, COMPLETED, PENDING, RUNNING]) { nodes { taskId } pageInfo { hasNextPage endCursor } } } }";

        var first = (await service.QueryAsync(Page, new { revision = _revision })).GetProperty("push").GetProperty("tasks");
        var after = first.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var second = (await service.QueryAsync(Page, new { revision = _revision, after })).GetProperty("push").GetProperty("tasks");

        Assert.Equal("""[{"taskId":"A"},{"taskId":"B"},{"taskId":"C"}]""", first.GetProperty("nodes").GetRawText());
        Assert.True(first.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal("""[{"taskId":"D"}]""", second.GetProperty("nodes").GetRawText());
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Theory]
    [InlineData("", "[\"x.toml\",\"y.toml\"]")]
    [InlineData("(status: ERROR)", "[\"y.toml\"]")]
    [InlineData("(search: \"X.T\")", "[\"x.toml\"]")]
    [InlineData("(status: [OK, ERROR], search: \"y\")", "[\"y.toml\"]")]
    [InlineData("(status: OK, search: \"y\")", "[]")]
    [InlineData("(status: [])", "[]")]
    [InlineData("(status: null, search: null)", "[\"x.toml\",\"y.toml\"]")]
    public async Task Results_StatusAndSearch_KeepTheResultsThatMatchBoth(string arguments, string expected)
    {
        await service.RecordAsync(Report(_revision, "T", ("y.toml", "ERROR", 5), ("x.toml", "OK", 2)));

        var data = await service.QueryAsync(
            $"query($revision: String!) {{ push(repository: \"autoland\", revision: $revision) {{ tasks {{ nodes {{ totalDurationMs results{arguments} {{ group }} }} }} }} }}",
            new { revision = _revision });

        var run = data.GetProperty("push").GetProperty("tasks").GetProperty("nodes")[0];
        Assert.Equal(expected, "[" + string.Join(',', run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("group").GetRawText())) + "]");
        Assert.Equal(7, run.GetProperty("totalDurationMs").GetInt64());
    }

    [Fact]
    public async Task TaskRun_FirstReportedAt_StaysWhereALaterReportReplacesIt()
    {
        var first = service.Time.GetUtcNow();
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        service.Time.Advance(TimeSpan.FromSeconds(1));
        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));
        await service.RecordStateAsync(_revision, "U", "PENDING");

        Assert.Equal(
            $$"""{"nodes":[{"firstReportedAt":"{{first.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFFFZ}}"},{"firstReportedAt":null}]}""",
            await service.PushFieldAsync(_revision, "tasks(state: [COMPLETED, PENDING]) { nodes { firstReportedAt } }"));
    }

    [Fact]
    public async Task TaskRun_Push_IsOfTheSameVersion()
    {
        await FillAsync();

        Assert.Equal(
            $$$"""{"nodes":[{"push":{"revision":"{{{_revision}}}","version":5,"position":null,"resultMap":{"A":{"x":true,"y":false},"B":{"x":true}},"counts":{"ok":2},"completion":null}}]}""",
            await service.PushFieldAsync(_revision, "tasks(first: 1) { nodes { push { revision version position resultMap counts { ok } completion { expected } } } }"));
    }

    [Fact]
    public async Task TaskRun_Classification_IsThatOfItsTask()
    {
        await FillAsync();
        await service.ClassifyAsync(_revision, """{ "kind": "INTERMITTENT", "taskIds": ["A"], "bug": 7 }""");

        Assert.Equal(
            """{"nodes":[{"classification":{"kind":"INTERMITTENT","bug":7}},{"classification":null}]}""",
            await service.PushFieldAsync(_revision, "tasks { nodes { classification { kind bug } } }"));
    }

    [Fact]
    public async Task Nodes_PushesAndTaskRunsInAnyOrder_AreReadAtOneVersionOfEachPush()
    {
        await FillAsync();
        var other = NewRevision();
        await service.RecordAsync(Report(other, "T", ("a", "OK", 1)));
        var push = await service.PushFieldAsync(_revision, "id");
        var otherPush = await service.PushFieldAsync(other, "id");
        var runs = (await service.QueryAsync(
                "query($revision: String!) { push(repository: \"autoland\", revision: $revision) { tasks(state: [FAILED, PENDING]) { nodes { id } } } }",
                new { revision = _revision }))
            .GetProperty("push").GetProperty("tasks").GetProperty("nodes").EnumerateArray().Select(run => run.GetProperty("id").GetRawText()).ToList();
        var snapshots = service.SnapshotsRead;

        var data = await service.QueryAsync(
            $$$"""{ nodes(ids: [{{{runs[1]}}}, {{{push}}}, "none", {{{otherPush}}}, {{{runs[0]}}}, {{{push}}}]) { __typename ... on Push { version counts { ok } } ... on TaskRun { taskId state push { version } } } }""");

        const string Push = """{"__typename":"Push","version":5,"counts":{"ok":2}}""";
        Assert.Equal(
            $$$"""[{"__typename":"TaskRun","taskId":"C","state":"PENDING","push":{"version":5}},{{{Push}}},null,{"__typename":"Push","version":1,"counts":{"ok":1}},{"__typename":"TaskRun","taskId":"A","state":"FAILED","push":{"version":5}},{{{Push}}}]""",
            data.GetProperty("nodes").GetRawText());
        Assert.InRange(service.SnapshotsRead - snapshots, 1, 2);
    }

    [Fact]
    public async Task Nodes_AsManyAsTheCostAllows_PassAndMoreDoNot()
    {
        Assert.Equal(90, (await service.QueryAsync(Nodes(90))).GetProperty("nodes").GetArrayLength());

        var refused = await service.GraphQLAsync(Nodes(110));
        Assert.Equal("TOO_COMPLEX", refused.Error.GetProperty("extensions").GetProperty("code").GetString());

        static string Nodes(int count) => $$"""{ nodes(ids: [{{string.Join(", ", Enumerable.Repeat("\"none\"", count))}}]) { id } }""";
    }

    [Fact]
    public async Task Changes_StatesAlone_AreTaskStatesWithoutTaskRuns()
    {
        await FillAsync();
        var cursor = await service.PushFieldAsync(_revision, "changes { cursor }");
        await service.RecordStatesAsync(State(_revision, "C", "RUNNING"), State(_revision, "D", "RUNNING"), State(_revision, "E", "PENDING"));
        await service.ClassifyAsync(_revision, """{ "kind": "INFRA", "groups": ["x"] }""");

        Assert.Equal(
            """{"reset":false,"version":8,"resultMap":{},"taskRuns":[],"taskStates":[{"taskId":"C","state":"RUNNING"},{"taskId":"E","state":"PENDING"}],"push":{"classifications":[{"group":"x"}]}}""",
            await service.PushFieldAsync(
                _revision,
                $$"""changes(since: {{cursor[10..^1]}}) { reset version resultMap taskRuns { taskId } taskStates { taskId state } push { classifications { group } } }"""));
    }

    [Fact]
    public async Task Changes_Report_IsAChangedState()
    {
        await FillAsync();
        var cursor = await service.PushFieldAsync(_revision, "changes { cursor }");
        await service.RecordAsync(Report(_revision, "C", ("x", "OK", 1)));

        Assert.Equal(
            """{"taskRuns":[{"taskId":"C"}],"taskStates":[{"taskId":"C","state":"COMPLETED"}]}""",
            await service.PushFieldAsync(_revision, $$"""changes(since: {{cursor[10..^1]}}) { taskRuns { taskId } taskStates { taskId state } }"""));
    }

    /// <summary>A: reported and failed; B: reported; C: pending; D: running. A, B and C are of one configuration.</summary>
    private async Task FillAsync()
    {
        await service.RecordAsync(Report(_revision, "A", ("x", "OK", 1), ("y", "ERROR", 2)).With("jobName", "test-linux2404-64/debug-web-1"));
        await service.RecordAsync(Report(_revision, "B", ("x", "OK", 4)).With("jobName", "test-linux2404-64/debug-web-2-cf"));
        await service.RecordStatesAsync(
            State(_revision, "C", "PENDING", """{ "jobName": "test-linux2404-64/debug-web-3" }"""), State(_revision, "D", "RUNNING"), State(_revision, "A", "FAILED"));
    }

    private Task<string> TasksAsync(string arguments) => service.PushFieldAsync(_revision, $"tasks{arguments} {{ totalCount nodes {{ taskId }} }}");
}

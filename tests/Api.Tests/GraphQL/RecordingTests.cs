using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>The mutations as clients see them.</summary>
public sealed class RecordingTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task RecordGroupResults_FirstReport_CreatesThePushAtVersion1()
    {
        var recorded = await service.RecordAsync(Report(_revision, "T", ("a.toml", "OK", 10), ("b.toml", "ERROR", 20)));

        Assert.Equal("""{"push":{"version":1},"changed":true,"accepted":2,"rejected":[]}""", recorded.GetRawText());
    }

    [Fact]
    public async Task RecordGroupResults_SameReportInAnotherOrder_ChangesNothing()
    {
        await service.RecordAsync(Report(_revision, "T", ("a.toml", "OK", 10), ("b.toml", "ERROR", 20)));
        var activity = await service.PushFieldAsync(_revision, "lastActivityAt");
        service.Time.Advance(TimeSpan.FromSeconds(1));

        var again = await service.RecordAsync(Report(_revision, "T", ("b.toml", "ERROR", 20), ("a.toml", "OK", 10)));

        Assert.Equal("""{"push":{"version":1},"changed":false,"accepted":2,"rejected":[]}""", again.GetRawText());
        Assert.Equal(activity, await service.PushFieldAsync(_revision, "lastActivityAt"));
    }

    [Fact]
    public async Task RecordGroupResults_OtherReportOfTheSameRun_ReplacesIt()
    {
        await service.RecordAsync(Report(_revision, "T", ("a.toml", "OK", 10), ("b.toml", "ERROR", 20)));

        var other = await service.RecordAsync(Report(_revision, "T", ("a.toml", "ERROR", 10)));

        Assert.Equal("""{"push":{"version":2},"changed":true,"accepted":1,"rejected":[]}""", other.GetRawText());
        Assert.Equal("""{"T":{"a.toml":false}}""", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Fact]
    public async Task RecordGroupResults_GroupSeveralTimes_KeepsTheFirstByPrecedenceWithItsDuration()
    {
        var recorded = await service.RecordAsync(Report(
            _revision, "T", ("a", "SKIP", 1), ("a", "OK", 2), ("b", "UNSUPPORTED", 3), ("b", "ERROR", 4), ("b", "OK", 5), ("c", "OK", 6), ("c", "UNSUPPORTED", 7)));

        Assert.Equal(3, recorded.GetProperty("accepted").GetInt32());
        Assert.Equal(
            """{"nodes":[{"results":[{"group":"a","status":"OK","durationMs":2},{"group":"b","status":"ERROR","durationMs":4},{"group":"c","status":"OK","durationMs":6}]}]}""",
            await service.PushFieldAsync(_revision, "tasks { nodes { results { group status durationMs } } }"));
    }

    [Fact]
    public async Task RecordGroupResults_OptionalFieldsLeftOutOrNull_HaveTheirDefaults()
    {
        await service.QueryAsync(
            $$"""mutation { recordGroupResults(input: { repository: "autoland", revision: "{{_revision}}", taskId: "T", results: [{ group: "a", status: OK }] }) { changed } }""");
        await service.RecordAsync(Report(_revision, "U").With("runId", null).With("jobName", null));

        Assert.Equal(
            """{"nodes":[{"taskId":"T","runId":0,"jobName":null,"results":[{"durationMs":0}]},{"taskId":"U","runId":0,"jobName":null,"results":[]}]}""",
            await service.PushFieldAsync(_revision, "tasks { nodes { taskId runId jobName results { durationMs } } }"));
    }

    [Fact]
    public async Task RecordGroupResults_OtherJobNameOnly_IsAChange()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)).With("jobName", "first"));

        var other = await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)).With("jobName", "second"));

        Assert.True(other.GetProperty("changed").GetBoolean());
        Assert.Equal("""{"nodes":[{"jobName":"second"}]}""", await service.PushFieldAsync(_revision, "tasks { nodes { jobName } }"));
    }

    [Fact]
    public async Task RecordGroupResults_AskedForThePush_ShowsItWithTheReport()
    {
        var data = await service.QueryAsync(
            "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { push { version resultMap counts { ok } tasks { totalCount } } } }",
            new { input = Report(_revision, "T", ("a", "OK", 1)) });

        Assert.Equal(
            """{"version":1,"resultMap":{"T":{"a":true}},"counts":{"ok":1},"tasks":{"totalCount":1}}""",
            data.GetProperty("recordGroupResults").GetProperty("push").GetRawText());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("/builds/worker/a b.toml")]
    [InlineData("a.toml:b.toml")]
    [InlineData("dom/\u00e9\u4e2d\U0001F600\"'<>&.toml")]
    [InlineData(" ")]
    public async Task RecordGroupResults_UnusualGroupName_IsKeptAsSent(string group)
    {
        await service.RecordAsync(Report(_revision, "T", (group, "OK", 1)));

        var map = JsonElement.Parse(await service.PushFieldAsync(_revision, "resultMap"));
        Assert.Equal(group, map.GetProperty("T").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task RecordGroupResultsBatch_SeveralPushesAndRuns_RaisesEachVersionByItsReports()
    {
        var other = NewRevision();

        var recorded = await service.RecordBatchAsync(
            Report(_revision, "T", ("a", "OK", 1)), Report(other, "T", ("a", "OK", 1)), Report(_revision, "T", ("a", "ERROR", 1)).With("runId", 1));

        Assert.Equal(
            $$"""[{"push":{"revision":"{{_revision}}","version":1},"changed":true,"accepted":1},{"push":{"revision":"{{other}}","version":1},"changed":true,"accepted":1},{"push":{"revision":"{{_revision}}","version":2},"changed":true,"accepted":1}]""",
            recorded.GetRawText());
    }

    [Fact]
    public async Task RecordGroupResultsBatch_WithAKnownReport_ChangesOnlyTheOthers()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var recorded = await service.RecordBatchAsync(Report(_revision, "T", ("a", "OK", 1)), Report(_revision, "U", ("a", "OK", 1)));

        Assert.Equal([false, true], recorded.EnumerateArray().Select(report => report.GetProperty("changed").GetBoolean()));
        Assert.Equal("2", await service.PushFieldAsync(_revision, "version"));
    }

    [Fact]
    public async Task RecordGroupResultsBatch_Empty_StoresNothing()
    {
        Assert.Equal("[]", (await service.RecordBatchAsync()).GetRawText());
    }

    [Fact]
    public async Task IngestErrorSummary_LogWithGoodAndBadLines_StoresTheGoodAndNumbersTheBad()
    {
        var recorded = await service.IngestAsync(
            _revision,
            "T",
            """{"action":"test_groups","groups":["a.toml"]}""" + "\n\n"
            + """{"action":"group_result","group":"a.toml","status":"OK","duration":12.9}""" + "\r\n"
            + """{"action":"group_result","group":"dir\\b.toml","status":"OK","duration":1}""" + "\n"
            + "no json\n"
            + """{"action":"group_result","status":"OK"}""" + "\n"
            + """{"action":"dance","group":"x"}""" + "\n"
            + """{"action":"group_result","group":"c.toml","status":"PASS","duration":7200001}""");

        Assert.Equal("1", recorded.GetProperty("push").GetProperty("version").GetRawText());
        Assert.Equal(2, recorded.GetProperty("accepted").GetInt32());
        Assert.Equal(
            """
            4 dir\b.toml: the group contains a backslash; a group name uses forward slashes
            5 : the line is not a JSON object
            6 : the group is missing
            7 : the action 'dance' is unknown; group results have the action 'group_result'
            """.ReplaceLineEndings("\n"),
            string.Join('\n', recorded.GetProperty("rejected").EnumerateArray().Select(
                line => $"{line.GetProperty("line")} {line.GetProperty("group")}: {line.GetProperty("reason")}")));
        Assert.Equal(
            """{"nodes":[{"results":[{"group":"a.toml","status":"OK","durationMs":12},{"group":"c.toml","status":"UNSUPPORTED","durationMs":0}]}]}""",
            await service.PushFieldAsync(_revision, "tasks { nodes { results { group status durationMs } } }"));
    }

    [Fact]
    public async Task IngestErrorSummary_GroupResultsBehindThousandsOfLines_AllCount()
    {
        var log = string.Concat(Enumerable.Repeat("""{"action":"test_result","test":"t"}""" + "\n", 5_000))
            + """{"action":"group_result","group":"last.toml","status":"ERROR","duration":1}""";

        var recorded = await service.IngestAsync(_revision, "T", log);

        Assert.Equal(1, recorded.GetProperty("accepted").GetInt32());
        Assert.Equal("""{"T":{"last.toml":false}}""", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\n")]
    public async Task IngestErrorSummary_EmptyLog_IsAnEmptyReport(string log)
    {
        var recorded = await service.IngestAsync(_revision, "T", log);

        Assert.Equal("""{"push":{"version":1},"changed":true,"accepted":0,"rejected":[]}""", recorded.GetRawText());
        Assert.Equal("{}", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Fact]
    public async Task IngestErrorSummary_SameAsARecordedReport_ChangesNothing()
    {
        await service.RecordAsync(Report(_revision, "T", ("a.toml", "OK", 12)));

        var recorded = await service.IngestAsync(_revision, "T", """{"action":"group_result","group":"a.toml","status":"OK","duration":12}""");

        Assert.False(recorded.GetProperty("changed").GetBoolean());
    }
}

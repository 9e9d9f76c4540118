using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL;

/// <summary>What the rules of ingestion refuse, and what they still accept. A refusal leaves no trace in the database.</summary>
public sealed class InputRulesTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    public static TheoryData<string, object, string> BadFields => new()
    {
        { "repository", "", "input.repository is empty; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'" },
        { "repository", "auto land", "input.repository is 'auto land'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'" },
        { "repository", new string('a', 201), $"input.repository is '{new string('a', 80)}…' (201 characters); a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'" },
        { "revision", "", "input.revision is empty; a revision is 1 to 64 of 0-9 a-f, in lower case" },
        { "revision", "ABC", "input.revision is 'ABC'; a revision is 1 to 64 of 0-9 a-f, in lower case" },
        { "revision", new string('a', 65), $"input.revision is '{new string('a', 65)}'; a revision is 1 to 64 of 0-9 a-f, in lower case" },
        { "revision", new string('a', 81), $"input.revision is '{new string('a', 80)}…' (81 characters); a revision is 1 to 64 of 0-9 a-f, in lower case" },
        { "taskId", "", "input.taskId is empty; a task id is 1 to 64 of A-Z a-z 0-9 _ -" },
        { "taskId", "a/b", "input.taskId is 'a/b'; a task id is 1 to 64 of A-Z a-z 0-9 _ -" },
        { "taskId", new string('a', 65), $"input.taskId is '{new string('a', 65)}'; a task id is 1 to 64 of A-Z a-z 0-9 _ -" },
        { "runId", -1, "input.runId is -1; a run id is 0 to 1000" },
        { "runId", 1001, "input.runId is 1001; a run id is 0 to 1000" },
        { "jobName", new string('é', 256), "input.jobName is longer than 255 characters" },
    };

    public static TheoryData<string, int, string, string> BadResults => new()
    {
        { "", 1, "group", "is empty; a group name has 1 to 255 characters" },
        { new string('a', 256), 1, "group", "is longer than 255 characters" },
        { "a\\b", 1, "group", "contains a backslash; a group name uses forward slashes" },
        { "a\u0000", 1, "group", "contains the control character U+0000; a group name has none" },
        { "\u001f", 1, "group", "contains the control character U+001F; a group name has none" },
        { "a\u007fb", 1, "group", "contains the control character U+007F; a group name has none" },
        { "a\nb", 1, "group", "contains the control character U+000A; a group name has none" },
        { "a", -1, "durationMs", "is -1; a duration is 0 to 7200000 ms" },
        { "a", 7_200_001, "durationMs", "is 7200001; a duration is 0 to 7200000 ms" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task RecordGroupResults_BadField_IsRefusedByItsName(string field, object value, string message)
    {
        var before = service.CountAllRows();

        var answer = await service.TryRecordAsync(Report(_revision, "T", ("new/group.toml", "OK", 1)).With(field, value));

        AssertRefused(answer, "recordGroupResults", $"input.{field}", message);
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task IngestErrorSummary_BadField_IsRefusedByItsName(string field, object value, string message)
    {
        var before = service.CountAllRows();
        var input = new Dictionary<string, object?> { ["repository"] = "autoland", ["revision"] = _revision, ["taskId"] = "T", ["content"] = "" };

        var answer = await service.GraphQLAsync(
            "mutation($input: IngestErrorSummaryInput!) { ingestErrorSummary(input: $input) { changed } }", new { input = input.With(field, value) });

        AssertRefused(answer, "ingestErrorSummary", $"input.{field}", message);
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [MemberData(nameof(BadResults))]
    public async Task RecordGroupResults_OneBadResult_RefusesTheReport(string group, int durationMs, string field, string fault)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var before = service.CountAllRows();

        var answer = await service.TryRecordAsync(Report(_revision, "T", ("new/group.toml", "OK", 1), (group, "OK", durationMs)));

        AssertRefused(answer, "recordGroupResults", $"input.results[1].{field}", $"input.results[1].{field} {fault}");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal("1", await service.PushFieldAsync(_revision, "version"));
        Assert.Equal("""{"taskRuns":1,"groups":1,"ok":1}""", await service.PushFieldAsync(_revision, "counts { taskRuns groups ok }"));
    }

    [Theory]
    [MemberData(nameof(BadResults))]
    public async Task RecordGroupResultsBatch_OneBadResult_RefusesTheBatchWithItsPlace(string group, int durationMs, string field, string fault)
    {
        var before = service.CountAllRows();
        var reports = Enumerable.Range(0, 5).Select(i => Report(_revision, $"T{i}", [.. Results(8)])).ToArray();
        reports[3] = Report(_revision, "T3", [.. Results(7), (group, "OK", durationMs)]);

        var answer = await service.TryRecordBatchAsync(reports);

        AssertRefused(answer, "recordGroupResultsBatch", $"inputs[3].results[7].{field}", $"inputs[3].results[7].{field} {fault}");
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task RecordGroupResultsBatch_OneBadReport_RefusesTheBatchWithItsPlace()
    {
        var before = service.CountAllRows();

        var answer = await service.TryRecordBatchAsync(Report(_revision, "T"), Report(_revision, "U").With("runId", 1001));

        AssertRefused(answer, "recordGroupResultsBatch", "inputs[1].runId", "inputs[1].runId is 1001; a run id is 0 to 1000");
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task RecordGroupResultsBatch_TaskRunTwice_IsRefused()
    {
        var before = service.CountAllRows();

        var answer = await service.TryRecordBatchAsync(Report(_revision, "T"), Report(_revision, "U"), Report(_revision, "T").With("runId", 0));

        AssertRefused(
            answer, "recordGroupResultsBatch", "inputs[2].taskId", "inputs[2].taskId and run 0 repeat inputs[0]; a batch has at most one report per task run");
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task RecordGroupResults_ManyFaults_AreAllNamedUpToTwenty()
    {
        var two = await service.TryRecordAsync(Report("X", "T", ("\\", "OK", 1)));
        var many = await service.TryRecordAsync(Report(_revision, "T", [.. Enumerable.Repeat(("", "OK", 1), 30)]));

        Assert.Equal(
            ["input.revision", "input.results[0].group"],
            two.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("extensions").GetProperty("field").GetString()));
        Assert.Equal(20, many.Json.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task RecordGroupResults_AtEveryLimit_IsAccepted()
    {
        var (repository, revision, taskId) = (new string('R', 50), new string('f', 64), new string('t', 64));
        var name = string.Concat(Enumerable.Repeat("\U0001F600", 255));
        var report = Report(revision, taskId, (name, "OK", 7_200_000), ("b", "OK", 0)).With("repository", repository).With("runId", 1000).With("jobName", name);

        Assert.Equal(2, (await service.RecordAsync(report)).GetProperty("accepted").GetInt32());
        var data = await service.QueryAsync(
            "query($repository: String!, $revision: String!) { push(repository: $repository, revision: $revision) { tasks { nodes { taskId runId jobName results { group durationMs } } } } }",
            new { repository, revision });
        var run = data.GetProperty("push").GetProperty("tasks").GetProperty("nodes")[0];
        Assert.Equal(taskId, run.GetProperty("taskId").GetString());
        Assert.Equal(1000, run.GetProperty("runId").GetInt32());
        Assert.Equal(name, run.GetProperty("jobName").GetString());
        Assert.Equal(["b", name], run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("group").GetString()));
        Assert.Equal([0, 7_200_000], run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("durationMs").GetInt32()));
    }

    [Fact]
    public async Task IngestErrorSummary_NoLineAnObject_IsRefused()
    {
        var before = service.CountAllRows();

        var answer = await service.TryIngestAsync(_revision, "<html>\n[1]\n\"text\"\n");

        AssertRefused(
            answer, "ingestErrorSummary", "input.content", "input.content is not an errorsummary log: none of its lines is a JSON object");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData("", "has 0 group results, but run 0 of task 'T' already has 1, and a log never clears results; to clear them, call recordGroupResults with an empty list")]
    [InlineData("{}", "has 1 rejected line and no group result; line 1: the action is missing")]
    public async Task IngestErrorSummary_NoResultsForARunThatHasSome_IsRefused(string log, string fault)
    {
        await service.IngestAsync(_revision, "T", """{"action":"group_result","group":"a.toml","status":"OK"}""");

        AssertRefused(await service.TryIngestAsync(_revision, log), "ingestErrorSummary", "input.content", $"input.content {fault}");
        Assert.Equal("""{"T":{"a.toml":true}}""", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Fact]
    public async Task IngestErrorSummary_MoreThanAThousandRejectedLines_IsRefused()
    {
        const string Good = """{"action":"group_result","group":"new/group.toml","status":"OK"}""" + "\n";
        var before = service.CountAllRows();

        var answer = await service.TryIngestAsync(_revision, Good + string.Concat(Enumerable.Repeat("{}\n", 1001)));

        AssertRefused(
            answer,
            "ingestErrorSummary",
            "input.content",
            "input.content has more than 1000 rejected lines; the first is line 2: the action is missing");
        Assert.Equal(before, service.CountAllRows());
        var recorded = await service.IngestAsync(_revision, "T", Good + string.Concat(Enumerable.Repeat("{}\n", 1000)));
        Assert.Equal(1000, recorded.GetProperty("rejected").GetArrayLength());
    }

    [Theory]
    [InlineData("status", "PASS")]
    [InlineData("status", "ok")]
    [InlineData("group", null)]
    [InlineData("durationMs", "1")]
    [InlineData("durationMs", 1.5)]
    [InlineData("durationMs", 3_000_000_000)]
    [InlineData("colour", "red")]
    public async Task RecordGroupResults_ResultOfAnotherType_IsRefusedByTheSchema(string field, object? value)
    {
        var before = service.CountAllRows();
        var result = new Dictionary<string, object?> { ["group"] = "new/group.toml", ["status"] = "OK", [field] = value };

        var answer = await service.TryRecordAsync(Report(_revision, "T").With("results", new[] { result }));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.False(answer.Json.TryGetProperty("data", out _), answer.Text);
        Assert.NotEmpty(answer.Error.GetProperty("extensions").GetProperty("code").GetString()!);
        Assert.Equal(before, service.CountAllRows());
    }

    private static IEnumerable<(string Group, string Status, int DurationMs)> Results(int count) =>
        Enumerable.Range(0, count).Select(i => ($"new/group-{i}.toml", "OK", 1));

    private static void AssertRefused(Answer answer, string mutation, string field, string message)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("data").ValueKind);
        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(field, answer.Error.GetProperty("extensions").GetProperty("field").GetString());
        Assert.Equal($"""["{mutation}"]""", answer.Error.GetProperty("path").GetRawText());
    }
}

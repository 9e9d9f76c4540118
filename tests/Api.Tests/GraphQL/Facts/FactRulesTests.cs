using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.GraphQL.Facts.FactRequests;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>What the rules of facts refuse, in the words that clients read. A refusal leaves no trace in the database.</summary>
public sealed class FactRulesTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    public static TheoryData<string, string, string, string> BadInputs => new()
    {
        { RecordPush, """{ "repository": "a/../b" }""", "input.repository", "input.repository is 'a/../b'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'" },
        { RecordPush, """{ "parentRevision": "tip" }""", "input.parentRevision", "input.parentRevision is 'tip'; a revision is 1 to 64 of 0-9 a-f, in lower case" },
        { RecordPush, """{ "position": -5 }""", "input.position", "input.position is -5; a position is 0 or more" },
        { RecordPush, """{ "position": "5" }""", "input.position", "input.position is the string '5'; it must be of type Long." },
        { RecordPush, """{ "pushedAt": "yesterday" }""", "input.pushedAt", "input.pushedAt is the string 'yesterday'; it must be of type DateTime." },
        { RecordPush, """{ "pushedAt": "2030-01-01T00:00:00Z" }""", "input.pushedAt", "input.pushedAt is 2030-01-01T00:00:00.0000000Z; a push is made in 1970 or later, and at most a day from now" },
        { RecordPush, """{ "author": "\u0000" }""", "input.author", "input.author contains the control character U+0000, which no text may contain" },
        { SetExpectedTasks, """{ "tasks": [{ "jobName": "a" }, { "jobName": "" }] }""", "input.tasks[1].jobName", "input.tasks[1].jobName is empty; a job name has 1 to 255 characters" },
        { SetExpectedTasks, """{ "tasks": [{ "jobName": "a", "groups": ["g", "a\\b"] }] }""", "input.tasks[0].groups[1]", "input.tasks[0].groups[1] contains a backslash; a group name uses forward slashes" },
        { SetExpectedTasks, """{ "tasks": [{ "jobName": "a" }, { "jobName": "a" }] }""", "input.tasks[1].jobName", "input.tasks[1].jobName repeats tasks[0]; a task is expected once, and is known by its taskId or, without one, by its jobName" },
        { SetExpectedTasks, """{ "tasks": [{ "taskId": "T" }] }""", "input.tasks[0].jobName", "input.tasks[0].jobName is missing; it must be of type String!." },
        { SetExpectedTasks, """{ "tasks": [], "final": null }""", "input.final", "input.final is null; it must be of type Boolean!." },
        { ClassifyFailures, """{ "kind": "INFRA" }""", "input.groups", "input.groups and taskIds are empty; at least one of them names what is classified" },
        { ClassifyFailures, """{ "kind": "OTHER", "groups": ["a"] }""", "input.kind", "input.kind is 'OTHER'; ClassificationKind is one of NONE, FIXED_BY, INTERMITTENT, INFRA, EXPECTED." },
        { ClassifyFailures, """{ "kind": "INFRA", "groups": ["a"], "fixedBy": "abc" }""", "input.fixedBy", "input.fixedBy belongs to the kind FIXED_BY only" },
        { ClassifyFailures, """{ "kind": "INFRA", "groups": ["a"], "bug": 0 }""", "input.bug", "input.bug is 0; a bug's number is 1 or more" },
    };

    public static TheoryData<string, string, string> BadStates => new()
    {
        { """{ "taskId": "a b" }""", "taskId", "is 'a b'; a task id is 1 to 64 of A-Z a-z 0-9 _ -" },
        { """{ "runId": 1001 }""", "runId", "is 1001; a run id is 0 to 1000" },
        { """{ "jobName": "a\u0000" }""", "jobName", "contains the control character U+0000, which no text may contain" },
        { """{ "tier": 10 }""", "tier", "is 10; a tier is 1 to 9" },
        { """{ "variant": "\u0000" }""", "variant", "contains the control character U+0000, which no text may contain" },
        { """{ "state": "DONE" }""", "state", "is 'DONE'; TaskRunState is one of UNSCHEDULED, PENDING, RUNNING, COMPLETED, FAILED, EXCEPTION." },
        { """{ "state": null }""", "state", "is null; it must be of type TaskRunState!." },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public async Task Fact_BadField_IsRefusedByItsName(string mutation, string fields, string field, string message)
    {
        var before = service.CountAllRows();

        var answer = await service.GraphQLAsync(mutation, new { input = Input(_revision, fields) });

        AssertRefused(answer, field, message);
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [MemberData(nameof(BadStates))]
    public async Task RecordTaskStates_BadField_RefusesAllAndNamesThePlace(string fields, string field, string fault)
    {
        var before = service.CountAllRows();
        var bad = State(_revision, "V", "PENDING");
        foreach (var (name, value) in Input(_revision, fields)) bad[name] = value;

        var answer = await service.GraphQLAsync(
            RecordTaskStates, new { inputs = new[] { State(_revision, "T", "PENDING"), State(_revision, "U", "PENDING"), State(_revision, "W", "PENDING"), bad } });

        AssertRefused(answer, $"inputs[3].{field}", $"inputs[3].{field} {fault}");
        Assert.Equal(before, service.CountAllRows());
    }

    [Theory]
    [InlineData("\"tier\": 0", "tier", "is 0; a tier is 1 to 9")]
    [InlineData("\"platform\": \"\\u0000\"", "platform", "contains the control character U+0000, which no text may contain")]
    public async Task RecordGroupResults_BadPropertyOfTheRun_IsRefusedByItsName(string property, string field, string fault)
    {
        var answer = await service.GraphQLAsync(
            "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }",
            new { input = Input(_revision, $$"""{ "taskId": "T", "results": [], {{property}} }""") });

        AssertRefused(answer, $"input.{field}", $"input.{field} {fault}");
    }

    [Fact]
    public async Task RecordPush_ItselfAsParent_IsRefused()
    {
        var answer = await service.GraphQLAsync(RecordPush, new { input = Input(_revision, $$"""{ "parentRevision": "{{_revision}}" }""") });

        AssertRefused(answer, "input.parentRevision", $"input.parentRevision is '{_revision}', the push itself; a parent is another revision");
    }

    [Fact]
    public async Task RecordPush_PositionOfAnotherPush_IsRefusedAndNamesIt()
    {
        var other = NewRevision();
        await service.RecordPushAsync(other, """{ "position": 77000 }""");
        var before = service.CountAllRows();

        var answer = await service.GraphQLAsync(RecordPush, new { input = Input(_revision, """{ "position": 77000, "author": "a" }""") });

        AssertRefused(
            answer, "input.position", $"input.position is 77000, which is the position of push {other}; a position belongs to one push of the repository");
        Assert.Equal(before, service.CountAllRows());
        Assert.Equal("same:1", Outcomes(await service.RecordPushAsync(other, """{ "position": 77000 }""")));
    }

    [Fact]
    public async Task RecordTaskStates_TaskRunTwice_IsRefusedAtTheSecond()
    {
        var before = service.CountAllRows();

        var answer = await service.GraphQLAsync(
            RecordTaskStates, new { inputs = new[] { State(_revision, "T", "PENDING"), State(_revision, "U", "PENDING"), State(_revision, "T", "FAILED") } });

        AssertRefused(answer, "inputs[2].taskId", "inputs[2].taskId and run 0 repeat inputs[0]; a call has at most one state per task run");
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task RecordTaskStates_2000_AreStoredAndOneMoreIsTooLarge()
    {
        Dictionary<string, object?>[] inputs = [.. Enumerable.Range(0, 2001).Select(i => State(_revision, $"T{i}", "PENDING"))];

        var refused = await service.GraphQLAsync(RecordTaskStates, new { inputs });
        var told = await service.RecordStatesAsync(inputs[..2000]);

        Assert.Equal("TOO_LARGE", refused.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("inputs has 2001 states; a call has at most 2000", refused.Error.GetProperty("message").GetString());
        Assert.Equal(2000, told.GetArrayLength());
        Assert.Equal("2000", await service.PushFieldAsync(_revision, "version"));
    }

    private static void AssertRefused(Answer answer, string field, string message)
    {
        Assert.True(answer.Json.TryGetProperty("errors", out _), answer.Text);
        var extensions = answer.Error.GetProperty("extensions");
        Assert.Equal(
            ("INVALID_INPUT", field, message),
            (extensions.GetProperty("code").GetString(), extensions.GetProperty("field").GetString(), answer.Error.GetProperty("message").GetString()));
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, answer.Text);
    }
}

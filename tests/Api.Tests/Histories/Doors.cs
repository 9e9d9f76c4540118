using System.Net;
using System.Text;
using System.Text.Json;
using GroupResults.Api.Tests.Histories.Model;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Histories;

/// <summary>Tells a service what happens to one repository, by its mutations and uploads.</summary>
internal sealed class Doors(TestService service, string repository)
{
    private const string RecordPushMutation = "mutation($input: RecordPushInput!) { done: recordPush(input: $input) { changed } }";
    private const string RecordReport = "mutation($input: RecordGroupResultsInput!) { done: recordGroupResults(input: $input) { changed } }";
    private const string RecordReports = "mutation($inputs: [RecordGroupResultsInput!]!) { done: recordGroupResultsBatch(inputs: $inputs) { changed } }";
    private const string RecordStates = "mutation($inputs: [TaskStateInput!]!) { done: recordTaskStates(inputs: $inputs) { changed } }";
    private const string SetExpected = "mutation($input: ExpectedTasksInput!) { done: setExpectedTasks(input: $input) { changed } }";
    private const string Classify = "mutation($input: ClassifyFailuresInput!) { done: classifyFailures(input: $input) { changed } }";

    private readonly DateTimeOffset _start = service.Time.GetUtcNow();

    /// <returns>For each fact whether it changed anything, or that the operation is refused.</returns>
    internal async Task<string> ApplyAsync(Operation operation)
    {
        switch (operation)
        {
            case RecordPush push:
                return await MutateAsync(RecordPushMutation, new { input = Input(push) });
            case SendReports { IsLog: true } upload:
                return await UploadAsync(upload.Reports.Single());
            case SendReports { Reports: [var report] }:
                return await MutateAsync(RecordReport, new { input = Input(report) });
            case SendReports batch:
                return await MutateAsync(RecordReports, new { inputs = batch.Reports.Select(Input) });
            case SendStates batch:
                return await MutateAsync(RecordStates, new { inputs = batch.States.Select(Input) });
            case Expect { IsUpload: true, IsFinal: true } expect when expect.Tasks.All(task => task is { TaskId: null, Groups: not null }):
                return await UploadAsync(expect);
            case Expect expect:
                return await MutateAsync(SetExpected, new { input = Input(expect) });
            case Classify classify:
                return await MutateAsync(Classify, new { input = new { repository, revision = classify.Revision, groups = classify.Groups, kind = classify.Kind } });
            case Wait wait:
                service.Time.Advance(TimeSpan.FromMinutes(wait.Minutes));
                await service.RunDueWarmUpsAsync();
                await service.RollUpAsync();
                return "";
            default:
                throw new ArgumentException($"No door is known for {operation}.", nameof(operation));
        }
    }

    private async Task<string> MutateAsync(string mutation, object variables)
    {
        var answer = await service.GraphQLAsync(mutation, variables);
        if (answer.Json.TryGetProperty("errors", out var errors))
        {
            Assert.True(errors[0].GetProperty("extensions").GetProperty("code").ValueEquals("INVALID_INPUT"), answer.Text);
            return "refused";
        }

        var done = answer.Json.GetProperty("data").GetProperty("done");
        return string.Join(", ", done.ValueKind == JsonValueKind.Array ? done.EnumerateArray().Select(Changed) : [Changed(done)]);
    }

    private async Task<string> UploadAsync(Report report)
    {
        var log = string.Concat(report.Results.Select(result =>
            JsonSerializer.Serialize(new { action = "group_result", group = result.Group, status = result.Status, duration = result.DurationMs }) + "\n"));
        (string Name, string? Value)[] parameters =
        [
            ("jobName", report.JobName), ("platform", report.Properties.Platform), ("option", report.Properties.Option), ("variant", report.Properties.Variant),
        ];
        var query = string.Join('&', parameters.Where(each => each.Value is not null).Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}"));
        return await PutAsync($"{report.Revision}/task/{report.TaskId}/{report.RunId}/errorsummary?{query}", log);
    }

    private Task<string> UploadAsync(Expect expect)
    {
        var tasks = expect.Tasks.Select(task => $"{JsonSerializer.Serialize(task.JobName)}: {JsonSerializer.Serialize(task.Groups)}");
        return PutAsync($"{expect.Revision}/manifests-by-task", $"{{{string.Join(", ", tasks)}}}");
    }

    private async Task<string> PutAsync(string path, string body)
    {
        var answer = await service.Http.SendAsync(
            HttpMethod.Put,
            $"/api/project/{Uri.EscapeDataString(repository)}/push/{path}",
            request => request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)));
        if (answer.Status == HttpStatusCode.OK) return Changed(answer.Json);
        Assert.Contains("INVALID_INPUT", answer.Text, StringComparison.Ordinal);
        return "refused";
    }

    private static string Changed(JsonElement payload) => payload.GetProperty("changed").GetBoolean() ? "changed" : "unchanged";

    private object Input(RecordPush push) => new
    {
        repository,
        revision = push.Revision,
        parentRevision = push.Parent,
        position = push.Position,
        pushedAt = push.DaysAgo is { } days ? _start.AddDays(-days) : (DateTimeOffset?)null,
    };

    private object Input(Report report) => new
    {
        repository,
        revision = report.Revision,
        taskId = report.TaskId,
        runId = report.RunId,
        jobName = report.JobName,
        platform = report.Properties.Platform,
        option = report.Properties.Option,
        variant = report.Properties.Variant,
        results = report.Results.Select(result => new { group = result.Group, status = result.Status, durationMs = result.DurationMs }),
    };

    private object Input(TaskState state) => new
    {
        repository,
        revision = state.Revision,
        taskId = state.TaskId,
        runId = state.RunId,
        jobName = state.JobName,
        platform = state.Properties.Platform,
        option = state.Properties.Option,
        variant = state.Properties.Variant,
        state = state.State,
    };

    private object Input(Expect expect) => new
    {
        repository,
        revision = expect.Revision,
        tasks = expect.Tasks.Select(task => new { jobName = task.JobName, taskId = task.TaskId, groups = task.Groups }),
        final = expect.IsFinal,
    };
}

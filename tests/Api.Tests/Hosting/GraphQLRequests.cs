using System.Net;
using System.Text;
using System.Text.Json;
using GroupResults.Application.Facts;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>GraphQL over HTTP as a client speaks it.</summary>
internal static class GraphQLRequests
{
    internal const string ResponseType = "application/graphql-response+json";

    private const string RecordMutation =
        "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { push { version } changed accepted rejected { line group reason } } }";

    private const string RecordBatchMutation =
        "mutation($inputs: [RecordGroupResultsInput!]!) { recordGroupResultsBatch(inputs: $inputs) { push { revision version } changed accepted } }";

    private const string IngestMutation =
        "mutation($input: IngestErrorSummaryInput!) { ingestErrorSummary(input: $input) { push { version } changed accepted rejected { line group reason } } }";

    private static int _revisions;

    /// <summary>A revision that no other test has.</summary>
    internal static string NewRevision() => $"{Interlocked.Increment(ref _revisions):x40}";

    internal static Task<Answer> GraphQLAsync(
        this TestService service, string query, object? variables = null, string? operationName = null, params (string Name, string Value)[] headers) =>
        service.PostAsync(JsonSerializer.Serialize(new { query, variables, operationName }), prepare: request => request.AddHeaders(headers));

    /// <summary>Posts the text as it is.</summary>
    internal static Task<Answer> PostAsync(
        this TestService service, string body, string contentType = "application/json", string? accept = ResponseType, Action<HttpRequestMessage>? prepare = null) =>
        service.Http.SendAsync(HttpMethod.Post, "/graphql", request =>
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            if (accept is not null) request.AddHeaders(("Accept", accept));
            prepare?.Invoke(request);
        });

    /// <summary>The data of an answer without an error.</summary>
    internal static async Task<JsonElement> QueryAsync(this TestService service, string query, object? variables = null)
    {
        var answer = await service.GraphQLAsync(query, variables);
        Assert.True(answer.Status == HttpStatusCode.OK && !answer.Json.TryGetProperty("errors", out _), answer.Text);
        return answer.Json.GetProperty("data");
    }

    /// <summary>A report as a variable of a mutation; a result is a group, its status and its duration.</summary>
    internal static Dictionary<string, object?> Report(
        string revision, string taskId, params (string Group, string Status, int DurationMs)[] results) => new()
        {
            ["repository"] = "autoland",
            ["revision"] = revision,
            ["taskId"] = taskId,
            ["results"] = results.Select(result => new { group = result.Group, status = result.Status, durationMs = result.DurationMs }).ToArray(),
        };

    /// <summary>The report with one more or one other input field.</summary>
    internal static Dictionary<string, object?> With(this Dictionary<string, object?> report, string field, object? value) =>
        new(report) { [field] = value };

    internal static async Task<JsonElement> RecordAsync(this TestService service, Dictionary<string, object?> report) =>
        (await service.QueryAsync(RecordMutation, new { input = report })).GetProperty("recordGroupResults");

    internal static async Task<JsonElement> RecordBatchAsync(this TestService service, params Dictionary<string, object?>[] reports) =>
        (await service.QueryAsync(RecordBatchMutation, new { inputs = reports })).GetProperty("recordGroupResultsBatch");

    internal static async Task<JsonElement> IngestAsync(this TestService service, string revision, string taskId, string content) =>
        (await service.QueryAsync(IngestMutation, new { input = new { repository = "autoland", revision, taskId, content } }))
            .GetProperty("ingestErrorSummary");

    /// <summary>Tells the state of a task's first run.</summary>
    internal static Task TellAsync(this TestService service, string revision, string taskId, TaskRunState state) =>
        service.Services.GetRequiredService<IFactStore>().RecordStatesAsync(
            [new ToldState(new PushKey("autoland", revision), new TaskRunKey(taskId, 0), null, RunProperties.None, state)],
            TestContext.Current.CancellationToken);

    internal static Task<Answer> TryRecordAsync(this TestService service, Dictionary<string, object?> report) =>
        service.GraphQLAsync(RecordMutation, new { input = report });

    internal static Task<Answer> TryRecordBatchAsync(this TestService service, params Dictionary<string, object?>[] reports) =>
        service.GraphQLAsync(RecordBatchMutation, new { inputs = reports });

    internal static Task<Answer> TryIngestAsync(this TestService service, string revision, string content) =>
        service.GraphQLAsync(IngestMutation, new { input = new { repository = "autoland", revision, taskId = "T", content } });

    /// <summary>The field of a push, as JSON text.</summary>
    internal static async Task<string> PushFieldAsync(this TestService service, string revision, string field)
    {
        var data = await service.QueryAsync($"query($revision: String!) {{ push(repository: \"autoland\", revision: $revision) {{ {field} }} }}", new { revision });
        return data.GetProperty("push").EnumerateObject().Single().Value.GetRawText();
    }

    internal static string GroupResultsPath(string revision) => $"/api/project/autoland/push/group_results/?revision={revision}";
}

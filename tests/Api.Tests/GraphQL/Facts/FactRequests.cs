using System.Text.Json;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL.Facts;

/// <summary>Facts as clients tell them, of pushes of autoland.</summary>
internal static class FactRequests
{
    private const string Payload = "{ changed push { revision version lastActivityAt } }";

    internal static readonly string RecordPush = $"mutation($input: RecordPushInput!) {{ recordPush(input: $input) {Payload} }}";
    internal static readonly string RecordTaskStates = $"mutation($inputs: [TaskStateInput!]!) {{ recordTaskStates(inputs: $inputs) {Payload} }}";
    internal static readonly string SetExpectedTasks = $"mutation($input: ExpectedTasksInput!) {{ setExpectedTasks(input: $input) {Payload} }}";
    internal static readonly string ClassifyFailures = $"mutation($input: ClassifyFailuresInput!) {{ classifyFailures(input: $input) {Payload} }}";

    /// <summary>An input of a push, with more fields as JSON.</summary>
    internal static Dictionary<string, object?> Input(string revision, string fields = "{}")
    {
        var input = new Dictionary<string, object?> { ["repository"] = "autoland", ["revision"] = revision };
        foreach (var field in JsonElement.Parse(fields).EnumerateObject()) input[field.Name] = field.Value;
        return input;
    }

    internal static Task<JsonElement> RecordPushAsync(this TestService service, string revision, string fields) =>
        service.TellAsync(RecordPush, new { input = Input(revision, fields) });

    internal static Task<JsonElement> RecordStatesAsync(this TestService service, params Dictionary<string, object?>[] inputs) =>
        service.TellAsync(RecordTaskStates, new { inputs });

    internal static Task<JsonElement> RecordStateAsync(this TestService service, string revision, string taskId, string state, string fields = "{}") =>
        service.RecordStatesAsync(State(revision, taskId, state, fields));

    internal static Task<JsonElement> SetExpectedAsync(this TestService service, string revision, string fields) =>
        service.TellAsync(SetExpectedTasks, new { input = Input(revision, fields) });

    internal static Task<JsonElement> ClassifyAsync(this TestService service, string revision, string fields) =>
        service.TellAsync(ClassifyFailures, new { input = Input(revision, fields) });

    internal static Dictionary<string, object?> State(string revision, string taskId, string state, string fields = "{}")
    {
        var input = Input(revision, fields);
        (input["taskId"], input["state"]) = (taskId, state);
        return input;
    }

    /// <summary>Whether each fact changed something, and the version of its push.</summary>
    internal static string Outcomes(JsonElement told)
    {
        IEnumerable<JsonElement> facts = told.ValueKind is JsonValueKind.Array ? told.EnumerateArray() : [told];
        return string.Join(' ', facts.Select(fact => $"{(fact.GetProperty("changed").GetBoolean() ? "changed" : "same")}:{fact.GetProperty("push").GetProperty("version")}"));
    }

    /// <returns>The payload.</returns>
    private static async Task<JsonElement> TellAsync(this TestService service, string mutation, object variables) =>
        (await service.QueryAsync(mutation, variables)).EnumerateObject().Single().Value;
}

using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>Queries, mutations and errors, as the clients that others use send and understand them.</summary>
[Collection(nameof(ClientScripts))]
public sealed class RequestTests(ClientScripts scripts)
{
    private static readonly string[] Steps = ["mutation", "query", "refused", "invalid"];

    [Theory]
    [InlineData("apollo", "a1")]
    [InlineData("urql", "a2")]
    [InlineData("graphql-request", "a3")]
    [InlineData("graphql-ws", "a4")]
    [InlineData("graphql-sse", "a5")]
    [InlineData("graphql-sse-single", "a6")]
    public async Task Request_ByClient_IsAnsweredAndItsErrorsReachTheCaller(string client, string revision)
    {
        var lines = await scripts.RunAsync("basics.js", client, revision);

        Assert.Equal(Steps, lines.Select(line => line.GetProperty("step").GetString()));
        var recorded = Data(lines[0], "recordGroupResults");
        Assert.True(recorded.GetProperty("changed").GetBoolean());
        Assert.Equal(2, recorded.GetProperty("accepted").GetInt32());

        var push = Data(lines[1], "push");
        Assert.Equal(1, push.GetProperty("version").GetInt64());
        Assert.Equal(1, push.GetProperty("counts").GetProperty("ok").GetInt32());
        Assert.Equal("""{"task-0":{"dom/passes.toml":true,"dom/fails.toml":false}}""", push.GetProperty("resultMap").GetRawText());

        var refusal = Error(lines[2]);
        Assert.Contains("backslash", refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("INVALID_INPUT", refusal.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("input.results[0].group", refusal.GetProperty("extensions").GetProperty("field").GetString());

        var invalid = Error(lines[3]);
        Assert.Contains("nonsense", invalid.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("FIELDS_ON_CORRECT_TYPE", invalid.GetProperty("extensions").GetProperty("code").GetString());
    }

    private static JsonElement Data(JsonElement line, string field)
    {
        Assert.Empty(line.GetProperty("errors").EnumerateArray());
        return line.GetProperty("data").GetProperty(field);
    }

    private static JsonElement Error(JsonElement line) => Assert.Single(line.GetProperty("errors").EnumerateArray());
}

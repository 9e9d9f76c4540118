using System.Text.Json;
using GroupResults.EndToEnd.Tests.Clients;

namespace GroupResults.EndToEnd.Tests.GraphQLClients;

/// <summary>Subscriptions, as the clients that others use keep them up: nothing is missed when the connection is lost for a while.</summary>
[Collection(nameof(ClientScripts))]
public sealed class FollowTests(ClientScripts scripts)
{
    private static readonly string[] Steps = ["start", "connected", "cut", "reconnected", "end"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("apollo", "b1")]
    [InlineData("urql", "b2")]
    [InlineData("urql-sse", "b3")]
    [InlineData("graphql-ws", "b4")]
    [InlineData("graphql-sse", "b5")]
    [InlineData("graphql-sse-single", "b6")]
    public async Task PushUpdated_AfterALostConnection_GoesOnFromTheLastCursor(string client, string revision)
    {
        var lines = await scripts.RunAsync("follow.js", client, revision);

        Assert.Equal(Steps, lines.Select(line => line.GetProperty("step").GetString()));
        Assert.Equal(["is-emptied", "is-replaced", "stays"], ChangedTasks(lines[0]));
        Assert.Equal(["comes-later"], ChangedTasks(lines[1]));
        Assert.Empty(ChangedTasks(lines[2]));
        Assert.Equal(["comes-later", "is-emptied", "is-missed", "is-replaced", "stays-away"], ChangedTasks(lines[3]));
        Assert.Equal(["comes-last"], ChangedTasks(lines[4]));
        Assert.Equal([1, 0, 0, 0, 0], lines.Select(line => line.GetProperty("resets").GetInt32()));

        using var service = new ServiceClient(scripts.Address);
        var push = (await service.QueryAsync(
            $$"""{ push(repository: "autoland", revision: "{{revision}}") { version counts { taskRuns groups ok error skip unsupported } resultMap } }""",
            variables: null,
            Cancellation)).GetProperty("push");
        var end = lines[^1];
        Assert.Equal(push.GetProperty("version").GetInt64(), end.GetProperty("version").GetInt64());
        AssertEqual(push.GetProperty("counts"), end.GetProperty("counts"));
        AssertEqual(push.GetProperty("resultMap"), end.GetProperty("resultMap"));
    }

    private static IEnumerable<string?> ChangedTasks(JsonElement line) =>
        line.GetProperty("changedTasks").EnumerateArray().Select(task => task.GetString());

    /// <summary>In any order of their keys.</summary>
    private static void AssertEqual(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), $"Expected {expected}\nActual   {actual}");
}

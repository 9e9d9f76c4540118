using System.Text.Json;
using GroupResults.Api.Tests.Access;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport;

/// <summary>Whole responses are stored for all transports, and each has those that another has brought about.</summary>
public sealed class StoredResponsesTests : IAsyncLifetime
{
    private readonly TestService _service = new() { Settings = ["--GroupResults:GraphQL:MaxBatch=2"] };

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("WebSocket")]
    [InlineData("EventStream")]
    [InlineData("Batch")]
    public async Task Query_ThatComesAgain_IsAnsweredByTheStoredResponseForOneReadingOfTheHead(string transport)
    {
        var revision = NewRevision();
        await _service.StoreAsync("autoland", revision);
        var query = $$"""{ push(repository: "autoland", revision: "{{revision}}") { version tasks { nodes { taskId } } } }""";
        var first = await AskAsync(transport, query);
        var (heads, snapshots) = (_service.HeadReads.Count, _service.SnapshotsRead);

        var again = await AskAsync(transport, query);

        Assert.Equal(("MISS", "HIT"), (StatusOf(first), StatusOf(again)));
        Assert.Equal((heads + 1, snapshots), (_service.HeadReads.Count, _service.SnapshotsRead));
        Assert.Equal((await _service.GraphQLAsync(query)).Text, again.GetRawText());
    }

    private async Task<JsonElement> AskAsync(string transport, string query)
    {
        switch (transport)
        {
            case "WebSocket":
                using (var socket = await GraphQLSocket.StartAsync(_service))
                {
                    await socket.SubscribeAsync("1", query);
                    return await socket.ReceiveAsync("next", "1");
                }

            case "EventStream":
                using (var events = await EventReader.PostAsync(_service, query)) return await events.ReadAsync("next");

            default:
                var answer = await _service.PostAsync(JsonSerializer.Serialize(new[] { new { query } }));
                return answer.Json[0];
        }
    }

    private static string? StatusOf(JsonElement response) => response.GetProperty("extensions").GetProperty("cache").GetProperty("status").GetString();
}

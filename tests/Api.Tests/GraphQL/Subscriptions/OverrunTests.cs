using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Changes;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>A subscriber to a repository for which more pushes wait than are kept: it is told so, and is to come again.</summary>
public sealed class OverrunTests : IAsyncLifetime
{
    private const string Reason = "Some changes may have been missed. Query the pushes and subscribe again.";

    private readonly TestService _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WebSocket_IsClosedWithTheReason()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscribed.PushActivity);

        await OverrunAsync();

        await socket.ReceiveAsync("next", "1");
        await socket.AssertClosedAsync(1013);
        Assert.Equal(Reason, socket.CloseReason);
    }

    [Fact]
    public async Task EventStream_EndsWithTheReason()
    {
        using var stream = await EventReader.PostAsync(_service, Subscribed.PushActivity);

        await OverrunAsync();

        await stream.ReadAsync("next");
        await AssertSentAwayAsync(stream);
    }

    [Fact]
    public async Task ReservedStream_EndsWithTheReasonAndAllItsOperations()
    {
        var token = (await _service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        using var stream = await EventReader.GetAsync(_service, $"/graphql?token={token}");
        await _service.PostAsync(
            JsonSerializer.Serialize(new { query = Subscribed.PushActivity, extensions = new { operationId = "1" } }),
            prepare: request => request.AddHeaders(("X-GraphQL-Event-Stream-Token", token)));

        await OverrunAsync();

        await stream.ReadAsync("next");
        await AssertSentAwayAsync(stream);
    }

    /// <summary>The reader is held at its first event until there is more than can wait for it.</summary>
    private async Task OverrunAsync()
    {
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");
        _service.AfterNextSnapshot = async () =>
        {
            foreach (var some in Enumerable.Range(0, RepositoryWatch.MaxPushes + 1).Chunk(500))
                await _service.RecordBatchAsync([.. some.Select(_ => Report(NewRevision(), "T", ("a", "OK", 1)))]);
        };
        await _service.RecordAsync(Report(NewRevision(), "T", ("a", "OK", 1)));
    }

    private async Task AssertSentAwayAsync(EventReader stream)
    {
        Assert.Equal(new ServerEvent(null, null, Reason), await stream.ReadAsync());
        Assert.Null(await stream.ReadAsync());
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
    }
}

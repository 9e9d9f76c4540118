using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>Subscribers that do not read what they asked for: they are sent away, and nobody else waits for them.</summary>
public sealed class SlowSubscriberTests : IAsyncLifetime
{
    private const string TooSlow = "The client reads too slowly. Subscribe again with the last cursor.";

    /// <summary>Some 16 MB, many times what sockets hold on their way.</summary>
    private const string Large =
        """
        subscription($revision: String!) {
          pushUpdated(repository: "autoland", revision: $revision, since: "none") {
            a: resultMap b: resultMap c: resultMap d: resultMap e: resultMap f: resultMap g: resultMap h: resultMap
          }
        }
        """;

    private static readonly TimeSpan SlowSend = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TestService _service = new() { Settings = ["--GroupResults:GraphQL:MaxCost=10000"] };
    private readonly string _revision = NewRevision();

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        var groups = Enumerable.Range(0, 8000).Select(number => ($"{number}{new string('g', 240)}", "OK", 1));
        await _service.RecordAsync(Report(_revision, "T", [.. groups]));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WebSocket_ThatNeverReads_IsAbortedAndHoldsNobodyUp()
    {
        using var quick = await GraphQLSocket.StartAsync(_service);
        await quick.SubscribeAsync("1", Subscribed.PushUpdated, new { revision = _revision, since = await _service.CursorAsync(_revision) });
        using var slow = await StartSlowSocketAsync(others: 1);

        await RecordAndReceiveAsync(quick);
        _service.Time.Advance(SlowSend);
        await _service.Time.TimersRunAsync(Grace, 1);
        await RecordAndReceiveAsync(quick);
        _service.Time.Advance(Grace);
        await _service.Time.TimersRunAsync(SlowSend, 1); // Its connection has ended; the other's is left.

        Assert.Null(await slow.ReceiveTextAsync());
        Assert.Null(slow.CloseStatus);
        await RecordAndReceiveAsync(quick);
    }

    [Fact]
    public async Task WebSocket_ThatReadsTooLate_GetsTheMessageAndTheReason()
    {
        using var slow = await StartSlowSocketAsync(others: 0);
        _service.Time.Advance(SlowSend);
        await _service.Time.TimersRunAsync(Grace, 1);

        var payload = await slow.ReceiveAsync("next", "1");
        Assert.Equal(8000, payload.GetProperty("data").GetProperty("pushUpdated").GetProperty("h").GetProperty("T").EnumerateObject().Count());
        await slow.AssertClosedAsync(1013);
        Assert.Equal(TooSlow, slow.CloseReason);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
    }

    [Fact]
    public async Task EventStream_ThatNeverReads_IsAbortedAndHoldsNobodyUp()
    {
        using var quick = await GraphQLSocket.StartAsync(_service);
        await quick.SubscribeAsync("1", Subscribed.PushUpdated, new { revision = _revision, since = await _service.CursorAsync(_revision) });
        using var slow = await EventReader.PostAsync(_service, Large, new { revision = _revision });
        await _service.Time.TimersRunAsync(SlowSend, 2); // One is the socket's.

        await RecordAndReceiveAsync(quick);
        _service.Time.Advance(SlowSend);
        await _service.Time.TimersRunAsync(Grace, 1);
        await RecordAndReceiveAsync(quick);
        _service.Time.Advance(Grace);
        await _service.Time.TimersRunAsync(Grace, 0);

        while (await slow.ReadAsync() is { } read) Assert.True(read is { Name: null, Comment: "" }, "An event was told that was not whole.");
        await RecordAndReceiveAsync(quick);
    }

    [Fact]
    public async Task EventStream_ThatReadsTooLate_GetsTheEventAndTheReason()
    {
        using var slow = await EventReader.PostAsync(_service, Large, new { revision = _revision });
        await _service.Time.TimersRunAsync(SlowSend, 1);
        _service.Time.Advance(SlowSend);
        await _service.Time.TimersRunAsync(Grace, 1);

        await slow.ReadAsync("next");
        Assert.Equal(new ServerEvent(null, null, TooSlow), await slow.ReadAsync());
        Assert.Null(await slow.ReadAsync());
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
    }

    /// <summary>Returns when its message is stuck.</summary>
    private async Task<GraphQLSocket> StartSlowSocketAsync(int others)
    {
        var socket = await GraphQLSocket.StartAsync(_service);
        var snapshots = _service.SnapshotsRead;
        await socket.SubscribeAsync("1", Large, new { revision = _revision });
        await Eventually.TrueAsync(() => _service.SnapshotsRead > snapshots, "the event is made");
        await _service.Time.TimersRunAsync(SlowSend, others + 2); // Each connection has one for its initialisation.
        return socket;
    }

    private async Task RecordAndReceiveAsync(GraphQLSocket quick)
    {
        var report = Report(_revision, NewRevision(), ("a", "OK", 1));
        await _service.RecordAsync(report);
        var changes = (await quick.ReceiveAsync("next", "1")).Updated();
        Assert.Equal($$$"""{"{{{report["taskId"]}}}":{"a":true}}""", changes.Map());
    }
}

using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>Where a subscriber begins, and that it misses nothing from there.</summary>
public sealed class SinceTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Since_ReportsBetweenTwoSubscriptions_ComeWithTheFirstEvent()
    {
        await RecordAsync("T", "OK");
        using var socket = await GraphQLSocket.StartAsync(service);
        await SubscribeAsync(socket, "1", await service.CursorAsync(_revision));
        await RecordAsync("U", "OK");
        var last = await NextAsync(socket, "1");
        await socket.CompleteAsync("1");
        await RecordAsync("V", "OK");
        await RecordAsync("T", "SKIP");

        await SubscribeAsync(socket, "2", last.Cursor());

        var missed = await NextAsync(socket, "2");
        Assert.False(missed.IsReset());
        Assert.Equal(4, missed.Version());
        Assert.Equal("""{"T":{},"V":{"a":true}}""", missed.Map());
        Assert.Equal(await service.CursorAsync(_revision), missed.Cursor());
    }

    [Fact]
    public async Task Since_OwnVersion_WaitsForTheNext()
    {
        await RecordAsync("T", "OK");
        using var socket = await GraphQLSocket.StartAsync(service);
        var since = await service.CursorAsync(_revision);
        var reads = service.HeadReads.Count;
        await SubscribeAsync(socket, "1", since);
        await service.HeadReads.ReachAsync(reads + 1);

        await RecordAsync("U", "OK");

        Assert.Equal(2, (await NextAsync(socket, "1")).Version());
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("dmVyc2lvbjoxOjA6MQ")] // Well made, of a push that never was.
    public async Task Since_UnknownCursor_GetsEverythingAtOnce(string since)
    {
        await RecordAsync("T", "OK");
        await RecordAsync("U", "SKIP");
        using var socket = await GraphQLSocket.StartAsync(service);

        await SubscribeAsync(socket, "1", since);

        var all = await NextAsync(socket, "1");
        Assert.True(all.IsReset());
        Assert.Equal("""{"T":{"a":true}}""", all.Map());
        Assert.Equal(2, all.GetProperty("taskRuns").GetArrayLength());
        await RecordAsync("T", "ERROR");
        var next = await NextAsync(socket, "1");
        Assert.False(next.IsReset());
        Assert.Equal("""{"T":{"a":false}}""", next.Map());
    }

    [Fact]
    public async Task NoSince_GetsOnlyWhatComesFromNowOn()
    {
        await RecordAsync("T", "OK");
        using var socket = await GraphQLSocket.StartAsync(service);
        var reads = service.HeadReads.Count;
        await SubscribeAsync(socket, "1", since: null);
        await service.HeadReads.ReachAsync(reads + 1);

        await RecordAsync("T", "OK"); // Known.
        await RecordAsync("U", "OK");

        var next = await NextAsync(socket, "1");
        Assert.False(next.IsReset());
        Assert.Equal(2, next.Version());
        Assert.Equal("""{"U":{"a":true}}""", next.Map());
    }

    [Fact]
    public async Task Push_ThatDoesNotExistYet_IsToldFromItsFirstReport()
    {
        using var socket = await GraphQLSocket.StartAsync(service);
        var reads = service.HeadReads.Count;
        await SubscribeAsync(socket, "1", since: null);
        await service.HeadReads.ReachAsync(reads + 1);

        await RecordAsync("T", "OK");

        var first = await NextAsync(socket, "1");
        Assert.Equal(1, first.Version());
        Assert.Equal("""{"T":{"a":true}}""", first.Map());
        await RecordAsync("U", "OK");
        Assert.Equal("""{"U":{"a":true}}""", (await NextAsync(socket, "1")).Map());
    }

    [Fact]
    public async Task Reader_HeldWhileReportsCome_GetsAllOfThemInOne()
    {
        await RecordAsync("T", "OK");
        using var socket = await GraphQLSocket.StartAsync(service);
        await SubscribeAsync(socket, "1", await service.CursorAsync(_revision));

        // The first event is of version 2, but not made yet when the others come.
        service.AfterNextSnapshot = async () =>
        {
            await RecordAsync("V", "OK");
            await RecordAsync("W", "ERROR");
            await RecordAsync("U", "ERROR");
        };
        await RecordAsync("U", "OK");

        var first = await NextAsync(socket, "1");
        Assert.Equal((2, """{"U":{"a":true}}"""), (first.Version(), first.Map()));
        var second = await NextAsync(socket, "1");
        Assert.Equal((5, """{"U":{"a":false},"V":{"a":true},"W":{"a":false}}"""), (second.Version(), second.Map()));
    }

    [Fact]
    public async Task Subscribers_FromTheSamePlace_ShareOneComputation()
    {
        await RecordAsync("T", "OK");
        var since = await service.CursorAsync(_revision);
        using var first = await GraphQLSocket.StartAsync(service);
        using var second = await GraphQLSocket.StartAsync(service);
        var reads = service.HeadReads.Count;
        await SubscribeAsync(first, "1", since);
        await SubscribeAsync(second, "1", since: null);
        await service.HeadReads.ReachAsync(reads + 2);
        var snapshots = service.SnapshotsRead;

        await RecordAsync("U", "OK");

        Assert.Equal((await first.ReceiveAsync("next", "1")).GetRawText(), (await second.ReceiveAsync("next", "1")).GetRawText());
        Assert.Equal(snapshots + 1, service.SnapshotsRead);
    }

    private Task SubscribeAsync(GraphQLSocket socket, string id, string? since) =>
        socket.SubscribeAsync(id, Subscribed.PushUpdated, new { revision = _revision, since });

    private static async Task<JsonElement> NextAsync(GraphQLSocket socket, string id) =>
        (await socket.ReceiveAsync("next", id)).Updated();

    private Task RecordAsync(string task, string status) => service.RecordAsync(Report(_revision, task, ("a", status, 1)));
}

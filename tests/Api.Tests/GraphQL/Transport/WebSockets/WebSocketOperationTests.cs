using System.Text.Json;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport.WebSockets;

/// <summary>Operations over graphql-transport-ws.</summary>
public sealed class WebSocketOperationTests(TestService service) : IClassFixture<TestService>
{
    private const string Mutation =
        "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed push { version } } }";

    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Ping_BeforeAndAfterTheAcknowledgement_IsAnsweredByAPong()
    {
        using var socket = await GraphQLSocket.OpenAsync(service, "something-else", GraphQLSocket.Protocol);
        Assert.Equal(GraphQLSocket.Protocol, socket.SubProtocol);

        await socket.SendAsync("""{"type":"ping","payload":{"a":1}}""");
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveTextAsync());
        await socket.SendAsync("""{"type":"connection_init","payload":{}}""");
        Assert.Equal("""{"type":"connection_ack"}""", await socket.ReceiveTextAsync());
        await socket.SendAsync("""{"type":"pong"}"""); // Asks for nothing.
        await socket.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveTextAsync());
        await socket.CloseAsync();
    }

    [Fact]
    public async Task Query_IsAnsweredByOneNextAndItsCompletion()
    {
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SubscribeAsync("an \"id\"", "{ __typename }");

        Assert.Equal("""{"id":"an \u0022id\u0022","type":"next","payload":{"data":{"__typename":"Query"}}}""", await socket.ReceiveTextAsync());
        await socket.ReceiveAsync("complete", "an \"id\"");
    }

    [Fact]
    public async Task Mutation_IsExecuted()
    {
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SubscribeAsync("1", Mutation, new { input = Report(_revision, "T", ("a", "OK", 1)) });

        var data = (await socket.ReceiveAsync("next", "1")).GetProperty("data");
        Assert.Equal("""{"changed":true,"push":{"version":1}}""", data.GetProperty("recordGroupResults").GetRawText());
        await socket.ReceiveAsync("complete", "1");
        Assert.Equal("""{"T":{"a":true}}""", await service.PushFieldAsync(_revision, "resultMap"));
    }

    [Fact]
    public async Task FieldThatFails_IsAnsweredByANextWithItsError()
    {
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SubscribeAsync("1", "{ __typename pushes(repository: \"a\", after: \"no cursor\") { totalCount } }");

        var payload = await socket.ReceiveAsync("next", "1");
        Assert.Equal("INVALID_INPUT", payload.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        await socket.ReceiveAsync("complete", "1");
    }

    [Theory]
    [InlineData("{ nonsense }")]
    [InlineData("{ __typename")]
    [InlineData("subscription { nonsense }")]
    [InlineData("subscription { pushUpdated(repository: \"autoland\") { version } }")]
    [InlineData("subscription($r: String!) { pushUpdated(repository: \"autoland\", revision: $r) { version } }")]
    [InlineData("subscription @skip(if: true) { pushActivity(repository: \"autoland\") { version } }")]
    [InlineData("subscription { pushActivity(repository: \"autoland\") @skip(if: true) { version } }")]
    [InlineData("subscription { pushActivity(repository: \"autoland\") { version } __typename }")]
    public async Task OperationThatCannotBeExecuted_IsAnsweredByAnErrorAndNoCompletion(string query)
    {
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SubscribeAsync("1", query);

        var errors = await socket.ReceiveAsync("error", "1");
        Assert.NotEmpty(errors[0].GetProperty("message").GetString()!);
        Assert.NotEmpty(errors[0].GetProperty("extensions").GetProperty("code").GetString()!);
        await AssertIsNextAsync(socket, "1"); // The id is free again.
    }

    [Theory]
    [InlineData("""{"query":1}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"query":"{ __typename }","variables":[]}""")]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"query":"{ __typename }","variables":{"a":"\udc00"}}""")]
    [InlineData("""{"\ud800\ud800":1,"query":1}""")]
    public async Task PayloadThatIsNoRequest_IsAnsweredByAnError(string payload)
    {
        using var socket = await GraphQLSocket.StartAsync(service);

        await socket.SendAsync($$"""{"id":"1","type":"subscribe","payload":{{payload}}}""");

        var errors = await socket.ReceiveAsync("error", "1");
        Assert.Equal("INVALID_INPUT", errors[0].GetProperty("extensions").GetProperty("code").GetString());
        await AssertIsNextAsync(socket, "1");
    }

    [Fact]
    public async Task Subscription_ReportsComing_IsToldEachUntilItIsCompleted()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var since = await service.CursorAsync(_revision);
        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync("1", Subscribed.PushUpdated, new { revision = _revision, since });

        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));
        Assert.Equal("""{"T":{"a":false}}""", (await socket.ReceiveAsync("next", "1")).Updated().Map());
        await service.RecordAsync(Report(_revision, "U", ("a", "OK", 1)));
        Assert.Equal("""{"U":{"a":true}}""", (await socket.ReceiveAsync("next", "1")).Updated().Map());

        await socket.CompleteAsync("1");
        await Eventually.TrueAsync(() => service.Signals.Watched == 0, "the subscription ends");
        await service.RecordAsync(Report(_revision, "V", ("a", "OK", 1)));
        await AssertIsNextAsync(socket, "2"); // Nothing comes for the one that has ended.
    }

    [Fact]
    public async Task Id_AfterACompletionByEitherSide_CanBeUsedAgain()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        using var socket = await GraphQLSocket.StartAsync(service);
        await AssertIsNextAsync(socket, "1");
        await AssertIsNextAsync(socket, "1");

        for (var round = 0; round < 3; round++)
        {
            await socket.SubscribeAsync("1", Subscribed.PushUpdated, new { revision = _revision, since = "none" });
            Assert.True((await socket.ReceiveAsync("next", "1")).Updated().IsReset());
            await socket.CompleteAsync("1");
        }

        await socket.CompleteAsync("never there"); // And this is no fault.
        await AssertIsNextAsync(socket, "1");
    }

    [Fact]
    public async Task Operation_Number101_IsRefusedAndTheOthersGoOn()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        var since = await service.CursorAsync(_revision);
        using var socket = await GraphQLSocket.StartAsync(service);
        for (var number = 1; number <= 101; number++)
            await socket.SubscribeAsync($"{number}", Subscribed.PushUpdated, new { revision = _revision, since });

        var errors = await socket.ReceiveAsync("error", "101");
        Assert.Equal("TOO_LARGE", errors[0].GetProperty("extensions").GetProperty("code").GetString());

        await service.RecordAsync(Report(_revision, "T", ("a", "ERROR", 1)));
        HashSet<string> told = [];
        while (told.Count < 100) Assert.True(told.Add((await socket.ReceiveAsync()).GetProperty("id").GetString()!));
        await socket.CompleteAsync("1");
        await AssertIsNextAsync(socket, "101");
    }

    [Fact]
    public async Task Connection_ThatIsClosed_LeavesNoWatchBehind()
    {
        using (var socket = await GraphQLSocket.StartAsync(service))
        {
            await socket.SubscribeAsync("1", Subscribed.PushActivity);
            await Eventually.TrueAsync(() => service.Signals.Watched == 1, "the subscription begins");
            await socket.CloseAsync();
            Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        }

        await Eventually.TrueAsync(() => service.Signals.Watched == 0, "the subscription ends");
    }

    private static async Task AssertIsNextAsync(GraphQLSocket socket, string id)
    {
        await socket.SubscribeAsync(id, "{ __typename }");
        Assert.Equal(JsonValueKind.Object, (await socket.ReceiveAsync("next", id)).GetProperty("data").ValueKind);
        await socket.ReceiveAsync("complete", id);
    }
}

using System.Net.WebSockets;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.GraphQL.Transport.WebSockets;

/// <summary>Why the service closes a WebSocket, and by which code.</summary>
public sealed class WebSocketClosingTests : IAsyncLifetime
{
    private readonly TestService _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("no JSON")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":"start"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"ping","\ud800\ud800":1}""")]
    [InlineData("""{"id":"1","type":"subscribe"}""")]
    [InlineData("""{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}""")]
    [InlineData("""{"id":1,"type":"subscribe","payload":{"query":"{ __typename }"}}""")]
    [InlineData("""{"id":"\ud800","type":"subscribe","payload":{"query":"{ __typename }"}}""")]
    [InlineData("""{"type":"complete"}""")]
    public async Task Message_ThatIsNoneOfTheProtocol_ClosesWith4400(string message)
    {
        using var socket = await GraphQLSocket.StartAsync(_service);

        await socket.SendAsync(message);

        await socket.AssertClosedAsync(4400);
    }

    [Fact]
    public async Task Message_InBytes_ClosesWith4400()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);

        await socket.SendAsync("""{"type":"ping"}"""u8.ToArray(), WebSocketMessageType.Binary);

        await socket.AssertClosedAsync(4400);
    }

    [Fact]
    public async Task Subscribe_BeforeTheInitialisation_ClosesWith4401()
    {
        using var socket = await GraphQLSocket.OpenAsync(_service, GraphQLSocket.Protocol);

        await socket.SubscribeAsync("1", "{ __typename }");

        await socket.AssertClosedAsync(4401);
    }

    [Theory]
    [InlineData]
    [InlineData("graphql-ws")]
    public async Task Subprotocol_NoneThatIsSpoken_ClosesWith4406(params string[] protocols)
    {
        using var socket = await GraphQLSocket.OpenAsync(_service, protocols);

        await socket.AssertClosedAsync(4406);
    }

    /// <summary>It may write before it reads: a connection that is broken off would take the code with it. More than any buffer holds.</summary>
    [Fact]
    public async Task Subprotocol_NoneThatIsSpoken_ClosesWith4406AlsoWhoSpeaksFirst()
    {
        var message = $$"""{"type":"connection_init","payload":"{{new string('a', 64 * 1024)}}"}""";
        using var socket = await GraphQLSocket.OpenAsync(_service, (string[])[]);
        for (var i = 0; i < 300; i++) await socket.SendAsync(message);

        await socket.AssertClosedAsync(4406);
    }

    [Fact]
    public async Task Initialisation_NotIn10Seconds_ClosesWith4408()
    {
        using var socket = await GraphQLSocket.OpenAsync(_service, GraphQLSocket.Protocol);
        await socket.SendAsync("""{"type":"ping"}""");
        await socket.ReceiveTextAsync(); // The time runs.

        _service.Time.Advance(TimeSpan.FromSeconds(10));

        await socket.AssertClosedAsync(4408);
    }

    [Fact]
    public async Task Initialisation_InTime_StaysOpen()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);

        _service.Time.Advance(TimeSpan.FromMinutes(10));

        await socket.SubscribeAsync("1", "{ __typename }");
        await socket.ReceiveAsync("next", "1");
    }

    [Fact]
    public async Task Initialisation_Twice_ClosesWith4429()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);

        await socket.SendAsync("""{"type":"connection_init"}""");

        await socket.AssertClosedAsync(4429);
    }

    [Fact]
    public async Task Subscribe_WithAnIdInUse_ClosesWith4409AndEndsTheOther()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SubscribeAsync("1", Subscribed.PushActivity);

        await socket.SubscribeAsync("1", Subscribed.PushActivity);

        await socket.AssertClosedAsync(4409);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
    }

    [Fact]
    public async Task Message_Over1MiB_ClosesWith1009()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);
        await socket.SendAsync(PingOf(1024 * 1024));
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveTextAsync());

        await socket.SendAsync(PingOf((1024 * 1024) + 1));

        await socket.AssertClosedAsync(1009);
    }

    [Fact]
    public async Task Stop_ClosesWith1001AndEndsAtOnce()
    {
        using var subscribed = await GraphQLSocket.StartAsync(_service);
        using var idle = await GraphQLSocket.OpenAsync(_service, GraphQLSocket.Protocol);
        await idle.SendAsync("""{"type":"ping"}""");
        await idle.ReceiveTextAsync();
        await subscribed.SubscribeAsync("1", Subscribed.PushActivity);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");

        var stopping = _service.StopAsync();

        await subscribed.AssertClosedAsync(1001);
        await idle.AssertClosedAsync(1001);
        await stopping.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(0, _service.Signals.Watched);
    }

    [Fact]
    public async Task Stop_ClientThatDoesNotAnswer_IsLeftAfter5Seconds()
    {
        using var socket = await GraphQLSocket.StartAsync(_service);
        var stopping = _service.StopAsync();
        Assert.Null(await socket.ReceiveTextAsync()); // And says nothing.

        await Eventually.TrueAsync(
            () =>
            {
                _service.Time.Advance(TimeSpan.FromSeconds(5)); // The service's time begins to run after the close was sent.
                return stopping.IsCompleted;
            },
            "the service stops");

        await stopping;
    }

    private static string PingOf(int length)
    {
        const string Begin = """{"type":"ping","payload":{"a":" """;
        const string End = "\"}}";
        return Begin + new string('a', length - Begin.Length - End.Length) + End;
    }
}

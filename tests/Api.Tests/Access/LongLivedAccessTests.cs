using System.Net;
using GraphQLServer;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using GroupResults.Domain.Results;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>A token that ends while something goes on with it.</summary>
public sealed class LongLivedAccessTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestService _service = new() { Environment = "Production", Settings = ["--GroupResults:Access:Reads=Token"] };
    private readonly string _revision = NewRevision();

    private string Subscription => $$"""subscription { pushUpdated(repository: "autoland", revision: "{{_revision}}", since: "none") { version } }""";

    private string Path => GroupResultsPath(_revision);

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StoreAsync("autoland", _revision);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task WebSocket_TokenIsRevoked_EndsItsSubscriptionAtTheNextPayload()
    {
        var token = await IssueAsync();
        using var socket = await StartAsync(token);
        await socket.SubscribeAsync("s", Subscription);
        await socket.ReceiveAsync("next", "s");

        await _service.RevokeAsync(token);
        await _service.StoreAsync("autoland", _revision, GroupStatus.Error);

        await AssertRefusedAsync(socket, "s");
        await socket.SubscribeAsync("q", "{ __typename }");
        await AssertRefusedAsync(socket, "q");
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
    }

    [Fact]
    public async Task WebSocket_TokenExpires_EndsItsSubscriptionAtTheNextPayload()
    {
        var token = await IssueAsync(_service.Time.GetUtcNow() + Hour);
        using var socket = await StartAsync(token);
        await socket.SubscribeAsync("s", Subscription);
        await socket.ReceiveAsync("next", "s");

        await AdvanceAsync(Hour - TimeSpan.FromTicks(1), timers: 1);
        await _service.StoreAsync("autoland", _revision, GroupStatus.Error);
        await socket.ReceiveAsync("next", "s");
        await AdvanceAsync(TimeSpan.FromTicks(1), timers: 1);
        await _service.StoreAsync("autoland", _revision, GroupStatus.Skip);

        await AssertRefusedAsync(socket, "s");
        await socket.SubscribeAsync("s", Subscription);
        await AssertRefusedAsync(socket, "s");
    }

    [Fact]
    public async Task Events_TokenIsRevoked_EndAtTheNextPayload()
    {
        var token = await IssueAsync();
        using var events = await EventReader.PostAsync(_service, Subscription, null, token.Header);
        await events.ReadAsync("next");

        await _service.RevokeAsync(token);
        await _service.StoreAsync("autoland", _revision, GroupStatus.Error);

        Assert.Equal(Refused, (await events.ReadAsync("next")).GetRawText());
        await events.ReadAsync("complete");
        Assert.Null(await events.ReadAsync());
        using var again = await EventReader.PostAsync(_service, Subscription, null, token.Header);
        Assert.Equal(HttpStatusCode.Unauthorized, again.Status);
    }

    [Fact]
    public async Task Events_TokenExpires_EndAtTheNextPayload()
    {
        var token = await IssueAsync(_service.Time.GetUtcNow() + Hour);
        using var events = await EventReader.PostAsync(_service, Subscription, null, token.Header);
        await events.ReadAsync("next");

        await AdvanceAsync(Hour - TimeSpan.FromTicks(1));
        await _service.StoreAsync("autoland", _revision, GroupStatus.Error);
        Assert.True((await events.ReadAsync("next")).TryGetProperty("data", out _));
        await AdvanceAsync(TimeSpan.FromTicks(1));
        await _service.StoreAsync("autoland", _revision, GroupStatus.Skip);

        Assert.Equal(Refused, (await events.ReadAsync("next")).GetRawText());
        await events.ReadAsync("complete");
    }

    [Theory]
    [InlineData("{ __typename }")]
    [InlineData("""subscription { pushActivity(repository: "autoland") { version } }""")]
    public async Task ReservedStream_TokenIsRevokedBeforeItIsOpened_RefusesWhatWasPosted(string query)
    {
        var (token, opener) = (await IssueAsync(), await IssueAsync());
        var stream = (await _service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.AddHeaders(token.Header))).Text;
        var body = $$$"""{"query":{{{System.Text.Json.JsonSerializer.Serialize(query)}}},"extensions":{"operationId":"o"}}""";
        var posted = await _service.PostAsync(body, prepare: request => request.AddHeaders(token.Header, ("X-GraphQL-Event-Stream-Token", stream)));
        Assert.Equal(HttpStatusCode.Accepted, posted.Status);

        await _service.RevokeAsync(token);
        using var events = await EventReader.GetAsync(_service, $"/graphql?token={stream}", opener.Header);

        Assert.Equal($$"""{"id":"o","payload":{{Refused}}}""", (await events.ReadAsync("next")).GetRawText());
        await events.ReadAsync("complete");
    }

    [Fact]
    public async Task ReservedStream_MutationOfAnotherRepository_IsRefusedOnTheStream()
    {
        var token = await _service.IssueAsync(AccessScopes.Read | AccessScopes.Ingest, "other");
        var stream = (await _service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.AddHeaders(token.Header))).Text;
        using var events = await EventReader.GetAsync(_service, $"/graphql?token={stream}", token.Header);
        var before = _service.CountAllRows();

        var posted = await _service.PostAsync(
            """{"query":"mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"a\", taskId: \"T\", results: [] }) { changed } }","extensions":{"operationId":"o"}}""",
            prepare: request => request.AddHeaders(token.Header, ("X-GraphQL-Event-Stream-Token", stream)));

        Assert.Equal(HttpStatusCode.Accepted, posted.Status);
        Assert.Equal(Outcome.Forbidden, AccessOutcome.Of((await events.ReadAsync("next")).GetProperty("payload")));
        Assert.Equal(before, _service.CountAllRows());
    }

    [Fact]
    public async Task LongPoll_TokenIsRevoked_IsRefusedWhereItWouldHaveBeenAnswered()
    {
        var token = await IssueAsync();
        var tag = (await _service.GetAsync(Path, token.Header)).Header("ETag")!;
        var reads = _service.HeadReads.Count;
        var waiting = _service.GetAsync(Path + "&wait=60", token.Header, ("If-None-Match", tag));
        await _service.HeadReads.ReachAsync(reads + 2);

        await _service.RevokeAsync(token);
        await _service.StoreAsync("autoland", _revision, GroupStatus.Error);

        Assert.Equal(Outcome.Unauthenticated, AccessOutcome.OfProblem(await waiting, hasBody: true));
    }

    private static string Refused => $$$"""{"errors":[{"message":"{{{AccessOutcome.InvalidToken}}}","extensions":{"code":"UNAUTHENTICATED"}}]}""";

    private Task<IssuedToken> IssueAsync(DateTimeOffset? expiresAt = null) => _service.IssueAsync(AccessScopes.Read, repository: null, expiresAt);

    private async Task<GraphQLSocket> StartAsync(IssuedToken token)
    {
        var socket = await GraphQLSocket.OpenAsync(_service, GraphQLSocket.Protocol);
        await socket.IntroduceAsync(token.Bearer);
        Assert.Equal("connection_ack", (await socket.ReceiveAsync()).GetProperty("type").GetString());
        return socket;
    }

    private static async Task AssertRefusedAsync(GraphQLSocket socket, string id)
    {
        var error = (await socket.ReceiveAsync("error", id))[0];
        Assert.Equal((Outcome.Unauthenticated, AccessOutcome.InvalidToken), (AccessOutcome.OfCode(error), error.GetProperty("message").GetString()));
    }

    /// <summary>When nothing is on its way: what is would count as slow.</summary>
    /// <param name="timers">Of the same time as a slow message's: a WebSocket has one for its initialisation.</param>
    private async Task AdvanceAsync(TimeSpan span, int timers = 0)
    {
        await _service.Time.TimersRunAsync(StreamLimits.SlowSend, timers);
        _service.Time.Advance(span);
    }
}

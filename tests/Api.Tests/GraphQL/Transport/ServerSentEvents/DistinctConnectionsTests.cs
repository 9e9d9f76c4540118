using System.Net;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport.ServerSentEvents;

/// <summary>GraphQL over SSE, a stream for each operation.</summary>
public sealed class DistinctConnectionsTests : IAsyncLifetime
{
    private const string Mutation = "mutation { recordGroupResultsBatch(inputs: []) { changed } }";
    private const string Subscription = "subscription { pushActivity(repository: \"autoland\") { version } }";

    private readonly TestService _service = new();
    private readonly string _revision = NewRevision();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Post_Subscription_StreamsWhatComes()
    {
        await RecordAsync("T");
        using var stream = await EventReader.PostAsync(
            _service, Subscribed.PushUpdated, new { revision = _revision, since = await _service.CursorAsync(_revision) });
        Assert.Equal((HttpStatusCode.OK, "text/event-stream; charset=utf-8"), (stream.Status, stream.ContentType));

        await RecordAsync("U");
        Assert.Equal("""{"U":{"a":true}}""", (await stream.ReadAsync("next")).Updated().Map());
        await RecordAsync("V");
        Assert.Equal("""{"V":{"a":true}}""", (await stream.ReadAsync("next")).Updated().Map());
    }

    [Fact]
    public async Task Get_Subscription_StreamsWhatComes()
    {
        await RecordAsync("T");
        var query = $"subscription {{ pushUpdated(repository: \"autoland\", revision: \"{_revision}\", since: \"none\") {{ reset version }} }}";
        using var stream = await EventReader.GetAsync(_service, $"/graphql?query={Uri.EscapeDataString(query)}");

        Assert.Equal("""{"reset":true,"version":1}""", (await stream.ReadAsync("next")).Updated().GetRawText());
        await RecordAsync("U");
        Assert.Equal("""{"reset":false,"version":2}""", (await stream.ReadAsync("next")).Updated().GetRawText());
    }

    [Fact]
    public async Task Query_AskedForAsEvents_IsOneEventAndItsCompletion()
    {
        using var stream = await EventReader.PostAsync(_service, "{ __typename }");

        Assert.Equal(new ServerEvent(null, null, ""), await stream.ReadAsync()); // Opens the stream.
        Assert.Equal(new ServerEvent("next", """{"data":{"__typename":"Query"}}""", null), await stream.ReadAsync());
        Assert.Equal(new ServerEvent("complete", "", null), await stream.ReadAsync());
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task Mutation_ByPost_IsExecuted()
    {
        using var stream = await EventReader.PostAsync(
            _service,
            "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }",
            new { input = Report(_revision, "T", ("a", "OK", 1)) });

        Assert.Equal("""{"data":{"recordGroupResults":{"changed":true}}}""", (await stream.ReadAsync("next")).GetRawText());
        await stream.ReadAsync("complete");
        Assert.Equal("1", await _service.PushFieldAsync(_revision, "version"));
    }

    [Fact]
    public async Task Mutation_ByGet_IsRefused()
    {
        var answer = await _service.GetAsync($"/graphql?query={Uri.EscapeDataString(Mutation)}", ("Accept", EventReader.MediaType));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("POST", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("""{"query":1}""")]
    public async Task Request_ThatIsNone_Is400WithoutAStream(string body)
    {
        var answer = await _service.PostAsync(body, accept: EventReader.MediaType);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("INVALID_INPUT", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("subscription { nonsense }")]
    [InlineData("subscription { pushActivity(repository: 1) { version } }")]
    [InlineData("{ nonsense }")]
    [InlineData("{")]
    public async Task Operation_ThatIsNotValid_IsOneEventWithItsErrorsAndTheCompletion(string query)
    {
        using var stream = await EventReader.PostAsync(_service, query);

        var payload = await stream.ReadAsync("next");
        Assert.NotEmpty(payload.GetProperty("errors")[0].GetProperty("message").GetString()!);
        Assert.False(payload.TryGetProperty("data", out _));
        await stream.ReadAsync("complete");
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task Subscription_UnderACondition_IsOneEventWithAnErrorAndTheCompletion()
    {
        using var stream = await EventReader.PostAsync(
            _service, "subscription { pushActivity(repository: \"autoland\") @include(if: true) { version } }");

        var error = (await stream.ReadAsync("next")).GetProperty("errors")[0];
        Assert.Equal("INVALID_INPUT", error.GetProperty("extensions").GetProperty("code").GetString());
        await stream.ReadAsync("complete");
    }

    [Fact]
    public async Task Stream_WithNothingToTell_IsKeptAliveByComments()
    {
        using var stream = await EventReader.PostAsync(_service, Subscription);
        Assert.Equal(new ServerEvent(null, null, ""), await stream.ReadAsync());
        await _service.Time.TimersRunAsync(TimeSpan.FromSeconds(15), 1);

        for (var round = 0; round < 3; round++)
        {
            _service.Time.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal(new ServerEvent(null, null, ""), await stream.ReadAsync());
        }
    }

    [Fact]
    public async Task Stream_ThatItsClientLeaves_LeavesNothingBehind()
    {
        using (await EventReader.PostAsync(_service, Subscription))
            await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");

        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
        await _service.Time.TimersRunAsync(TimeSpan.FromSeconds(15), 0);
    }

    [Fact]
    public async Task Stream_WhenTheServiceStops_EndsWithoutACompletion()
    {
        using var stream = await EventReader.PostAsync(_service, Subscription);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");

        var stopping = _service.StopAsync();

        Assert.Equal(new ServerEvent(null, null, ""), await stream.ReadAsync());
        Assert.Null(await stream.ReadAsync()); // The client is to come again.
        await stopping.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Accept_JsonBesideEvents_GetsAQueryAsJsonAndASubscriptionAsEvents()
    {
        const string Accept = "application/json, text/event-stream";

        var answer = await _service.PostAsync("""{"query":"{ __typename }"}""", accept: Accept);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", answer.Text);

        var refused = await _service.PostAsync("""{"query":"subscription { nonsense }"}""", accept: Accept);
        Assert.Equal("text/event-stream; charset=utf-8", refused.ContentType);
        Assert.Contains("event: next\ndata: {\"errors\"", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("application/json", HttpStatusCode.BadRequest)]
    [InlineData(ResponseType, HttpStatusCode.BadRequest)]
    public async Task Subscription_AskedForAsJson_IsRefusedWithTheWayToAsk(string? accept, HttpStatusCode expected)
    {
        var answer = await _service.PostAsync(System.Text.Json.JsonSerializer.Serialize(new { query = Subscription }), accept: accept);

        Assert.Equal(expected, answer.Status);
        Assert.Contains(EventReader.MediaType, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("WebSocket", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private Task RecordAsync(string task) => _service.RecordAsync(Report(_revision, task, ("a", "OK", 1)));
}

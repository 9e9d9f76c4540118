using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.GraphQL.Subscriptions;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.GraphQL.Transport.ServerSentEvents;

/// <summary>GraphQL over SSE, one reserved stream for many operations.</summary>
public sealed class SingleConnectionTests : IAsyncLifetime
{
    private const string TokenHeader = "X-GraphQL-Event-Stream-Token";

    private readonly TestService _service = new();
    private readonly string _revision = NewRevision();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Put_GivesATokenOfItsOwn()
    {
        var answer = await _service.Http.SendAsync(HttpMethod.Put, "/graphql");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.Matches("^[0-9a-f]{32}$", answer.Text);
        Assert.NotEqual(answer.Text, await ReserveAsync());
    }

    /// <summary>As <c>curl -T</c> to the wrong address sends it.</summary>
    [Fact]
    public async Task Put_WithABody_IsRefused()
    {
        var answer = await _service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.Content = new StringContent("a report"));

        var error = answer.Json.GetProperty("errors")[0];
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("PUT reserves an event stream and has no body. Send GraphQL operations by POST.", error.GetProperty("message").GetString());
        Assert.Equal("body", error.GetProperty("extensions").GetProperty("field").GetString());
    }

    [Fact]
    public async Task Operations_OnAnOpenStream_AreToldByTheirIds()
    {
        await RecordAsync("T");
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);
        Assert.Equal(HttpStatusCode.OK, stream.Status);

        await AssertAcceptedAsync(token, "q", "{ __typename }");
        Assert.Equal("""{"id":"q","payload":{"data":{"__typename":"Query"}}}""", (await stream.ReadAsync("next")).GetRawText());
        Assert.Equal("""{"id":"q"}""", (await stream.ReadAsync("complete")).GetRawText());

        var since = await _service.CursorAsync(_revision);
        await AssertAcceptedAsync(token, "s", Subscribed.PushUpdated, new { revision = _revision, since });
        await RecordAsync("U");
        var next = await stream.ReadAsync("next");
        Assert.Equal("s", next.GetProperty("id").GetString());
        Assert.Equal("""{"U":{"a":true}}""", next.GetProperty("payload").Updated().Map());
    }

    [Fact]
    public async Task Operations_PostedBeforeTheStreamIsOpened_AreToldThen()
    {
        await RecordAsync("T");
        var token = await ReserveAsync();
        await AssertAcceptedAsync(token, "s", Subscribed.PushUpdated, new { revision = _revision, since = "none" });
        await RecordAsync("U");

        using var stream = await OpenAsync(token);

        Assert.Equal("""{"T":{"a":true},"U":{"a":true}}""", (await stream.ReadAsync("next")).GetProperty("payload").Updated().Map());
    }

    [Fact]
    public async Task Mutation_PostedToTheStream_IsExecuted()
    {
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);

        await AssertAcceptedAsync(
            token,
            "m",
            "mutation($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }",
            new { input = Report(_revision, "T", ("a", "OK", 1)) });

        Assert.Equal("""{"id":"m","payload":{"data":{"recordGroupResults":{"changed":true}}}}""", (await stream.ReadAsync("next")).GetRawText());
        await stream.ReadAsync("complete");
    }

    [Fact]
    public async Task Operation_ThatIsNotValid_IsToldSoOnTheStream()
    {
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);

        await AssertAcceptedAsync(token, "bad", "subscription { nonsense }");

        var next = await stream.ReadAsync("next");
        Assert.Equal("bad", next.GetProperty("id").GetString());
        Assert.NotEmpty(next.GetProperty("payload").GetProperty("errors")[0].GetProperty("message").GetString()!);
        Assert.Equal("""{"id":"bad"}""", (await stream.ReadAsync("complete")).GetRawText());
    }

    [Fact]
    public async Task Get_OfAStreamThatIsOpen_IsAConflict()
    {
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);

        using var second = await OpenAsync(token);

        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        await AssertAcceptedAsync(token, "q", "{ __typename }"); // The first goes on.
        await stream.ReadAsync("next");
    }

    [Fact]
    public async Task Post_OfAnIdInUse_IsAConflictUntilDeleteEndsIt()
    {
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);
        await AssertAcceptedAsync(token, "1", Subscribed.PushActivity);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(token, "1", Subscribed.PushActivity)).Status);

        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(token, "1")).Status);
        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");

        await RecordAsync("T");
        await AssertAcceptedAsync(token, "1", "{ __typename }");
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await stream.ReadAsync("next")).GetProperty("payload").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await DeleteAsync(token, "never there")).Status);
    }

    [Fact]
    public async Task Post_Operation101_IsRefused()
    {
        var token = await ReserveAsync();
        for (var number = 1; number <= 100; number++) await AssertAcceptedAsync(token, $"{number}", Subscribed.PushActivity);

        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(token, "101", Subscribed.PushActivity)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unknown")]
    public async Task Token_ThatIsUnknown_IsNotFound(string? token)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(token, "1")).Status);
        if (token is null) return; // Then the other two are ordinary requests.
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(token, "1", "{ __typename }")).Status);
        using var stream = await OpenAsync(token);
        Assert.Equal(HttpStatusCode.NotFound, stream.Status);
    }

    [Fact]
    public async Task Request_WithoutItsOperationId_Is400()
    {
        var token = await ReserveAsync();

        var posted = await _service.PostAsync("""{"query":"{ __typename }"}""", prepare: request => request.AddHeaders((TokenHeader, token)));
        Assert.Equal(HttpStatusCode.BadRequest, posted.Status);
        Assert.Contains("operationId", posted.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await DeleteAsync(token, operationId: null)).Status);
    }

    [Fact]
    public async Task Reservation_NotOpenedInAMinute_IsForgotten()
    {
        var token = await ReserveAsync();
        var opened = await ReserveAsync();
        using var stream = await OpenAsync(opened);
        await AssertAcceptedAsync(token, "1", Subscribed.PushActivity);

        _service.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(token, "2", "{ __typename }")).Status);
        using var late = await OpenAsync(token);
        Assert.Equal(HttpStatusCode.NotFound, late.Status);
        await AssertAcceptedAsync(opened, "q", "{ __typename }");
        await stream.ReadAsync("next");
    }

    [Fact]
    public async Task Stream_ThatItsClientLeaves_EndsItsOperationsAndItsToken()
    {
        var token = await ReserveAsync();
        using (await OpenAsync(token))
        {
            await AssertAcceptedAsync(token, "1", Subscribed.PushActivity);
            await Eventually.TrueAsync(() => _service.Signals.Watched == 1, "the subscription begins");
        }

        await Eventually.TrueAsync(() => _service.Signals.Watched == 0, "the subscription ends");
        await Eventually.TrueAsync(
            async () => (await PostAsync(token, "2", "{ __typename }")).Status == HttpStatusCode.NotFound, "the token is forgotten");
    }

    private async Task<string> ReserveAsync() => (await _service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;

    private Task<EventReader> OpenAsync(string token) => EventReader.GetAsync(_service, $"/graphql?token={token}");

    private async Task AssertAcceptedAsync(string token, string id, string query, object? variables = null)
    {
        var answer = await PostAsync(token, id, query, variables);
        Assert.Equal((HttpStatusCode.Accepted, ""), (answer.Status, answer.Text));
    }

    private Task<Answer> PostAsync(string token, string id, string query, object? variables = null) => _service.PostAsync(
        JsonSerializer.Serialize(new { query, variables, extensions = new { operationId = id } }),
        prepare: request => request.AddHeaders((TokenHeader, token)));

    private Task<Answer> DeleteAsync(string? token, string? operationId) => _service.Http.SendAsync(
        HttpMethod.Delete,
        operationId is null ? "/graphql" : $"/graphql?operationId={Uri.EscapeDataString(operationId)}",
        request =>
        {
            if (token is not null) request.AddHeaders((TokenHeader, token));
        });

    private Task RecordAsync(string task) => _service.RecordAsync(Report(_revision, task, ("a", "OK", 1)));
}

using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>Answers are kept and shared; who may not have them does not get them, though they lie ready.</summary>
public sealed class SharedAnswerAccessTests : IAsyncLifetime
{
    private readonly TestService _service = new() { Environment = "Production", Settings = ["--GroupResults:Access:Reads=Token"] };
    private readonly string _revision = NewRevision();

    private string Query => $$"""{ push(repository: "autoland", revision: "{{_revision}}") { version resultMap } }""";

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.StoreAsync("autoland", _revision);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Response_KeptForOne_IsNotForAnotherWhoMayNot()
    {
        var body = JsonSerializer.Serialize(new { query = Query });
        var path = $"/graphql?query={Uri.EscapeDataString(Query)}";
        await AssertNotSharedAsync(headers => _service.PostAsync(body, prepare: request => request.AddHeaders(headers)), keeps: true);
        await AssertNotSharedAsync(headers => _service.GetAsync(path, [("Accept", ResponseType), .. headers]), keeps: true);
        await AssertNotSharedAsync(headers => _service.GetAsync(GroupResultsPath(_revision), headers), keeps: true);
        await AssertNotSharedAsync(headers => _service.GetAsync(GroupResultsPath(_revision), [("If-None-Match", "*"), .. headers]), keeps: false);
    }

    [Fact]
    public async Task Response_AskedForOverEachTransport_IsForbiddenThoughItIsKept()
    {
        var reader = await _service.IssueAsync(AccessScopes.Read);
        var other = await _service.IssueAsync(AccessScopes.Read, "other");
        await _service.GraphQLAsync(Query, null, null, reader.Header);

        using var events = await EventReader.PostAsync(_service, Query, null, other.Header);
        Assert.Equal(Outcome.Forbidden, AccessOutcome.Of(await events.ToAnswerAsync()));
        using var socket = await GraphQLSocket.OpenAsync(_service, other.Header);
        await socket.SendAsync("""{"type":"connection_init"}""");
        await socket.ReceiveAsync();
        await socket.SubscribeAsync("1", Query);
        Assert.Equal(Outcome.Forbidden, AccessOutcome.Of(await socket.ReceiveAsync("next", "1")));
    }

    /// <summary>The payload of a subscription is computed once for all; each is asked for it alone.</summary>
    [Fact]
    public async Task Payload_KeptForOneSubscriber_IsNotForAnotherWhoMayNot()
    {
        var subscription = $$"""subscription { pushUpdated(repository: "autoland", revision: "{{_revision}}", since: "none") { resultMap } }""";
        using var reader = await EventReader.PostAsync(_service, subscription, null, (await _service.IssueAsync(AccessScopes.Read)).Header);
        Assert.Equal(Outcome.Allowed, AccessOutcome.Of(await reader.ReadAsync("next")));

        using var other = await EventReader.PostAsync(_service, subscription, null, (await _service.IssueAsync(AccessScopes.Read, "other")).Header);

        var payload = await other.ReadAsync("next");
        Assert.Equal(Outcome.Forbidden, AccessOutcome.Of(payload));
        Assert.False(payload.TryGetProperty("data", out _), payload.GetRawText());
    }

    private async Task AssertNotSharedAsync(Func<(string, string)[], Task<Answer>> ask, bool keeps)
    {
        var reader = await _service.IssueAsync(AccessScopes.Read);
        var revoked = await _service.IssueAsync(AccessScopes.Read);
        var allowed = (await ask([reader.Header])).Status;
        Assert.True(allowed is HttpStatusCode.OK or HttpStatusCode.NotModified, $"{allowed}");
        Assert.Equal(allowed, (await ask([revoked.Header])).Status);
        await _service.RevokeAsync(revoked);

        Assert.Equal(HttpStatusCode.Forbidden, (await ask([(await _service.IssueAsync(AccessScopes.Read, "other")).Header])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ask([(await _service.IssueAsync(AccessScopes.Ingest | AccessScopes.Admin)).Header])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ask([revoked.Header])).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ask([])).Status);

        var again = await ask([reader.Header]);
        Assert.Equal(allowed, again.Status);
        if (keeps) Assert.Equal("GroupResults; hit; ttl=300", again.Header("Cache-Status"));
    }
}

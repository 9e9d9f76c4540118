using System.Net;
using System.Text.Json;
using GroupResults.Api.Admission;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>How many streams, subscriptions, items of a page and requests of a batch there may be.</summary>
public sealed class PlaceLimitTests
{
    private const string Subscription = """subscription { pushActivity(repository: "autoland") { version } }""";
    private const string Record =
        """mutation { recordGroupResults(input: { repository: "autoland", revision: "a", taskId: "T", results: [] }) { changed } }""";

    [Fact]
    public async Task Streams_OfTheNumberThatIsSet_AreTheMost()
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxStreams=2");
        var places = service.Services.GetRequiredService<StreamPlaces>();
        var reserved = (await service.Http.SendAsync(HttpMethod.Put, "/graphql")).Text;
        using var socket = await GraphQLSocket.StartAsync(service);
        using (var events = await EventReader.PostAsync(service, Subscription))
        {
            Assert.Equal(HttpStatusCode.OK, events.Status);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, await GraphQLSocket.RefusedAsync(service));
            await AssertUnavailableAsync(await EventReader.PostAsync(service, Subscription), answer => answer.Error.GetProperty("extensions").GetProperty("code"));
            await AssertUnavailableAsync(await EventReader.GetAsync(service, $"/graphql?token={reserved}"), answer => answer.Json.GetProperty("code"));
            Assert.Equal(HttpStatusCode.OK, (await service.GraphQLAsync("{ __typename }")).Status);
            Assert.Equal(2, places.Taken);
        }

        await Eventually.TrueAsync(() => places.Taken == 1, "the stream ends");
        using var again = await EventReader.GetAsync(service, $"/graphql?token={reserved}");
        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    [Fact]
    public async Task Subscriptions_OfTheNumberThatIsSet_AreTheMost()
    {
        await using var service = await StartAsync("--GroupResults:Http:MaxSubscriptions=1");
        using var socket = await GraphQLSocket.StartAsync(service);
        await socket.SubscribeAsync("1", Subscription);
        await Eventually.TrueAsync(() => service.Signals.Watched == 1, "the subscription begins");

        await socket.SubscribeAsync("2", Subscription);
        var error = (await socket.ReceiveAsync("error", "2"))[0];
        Assert.Equal("UNAVAILABLE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("This instance has reached its limit of 1 subscriptions. Try again later.", error.GetProperty("message").GetString());
        using (var events = await EventReader.PostAsync(service, Subscription))
        {
            Assert.Equal("UNAVAILABLE", (await events.ReadAsync("next")).GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
            await events.ReadAsync("complete");
        }

        await socket.SubscribeAsync("q", "{ __typename }"); // Anything else goes on.
        await socket.ReceiveAsync("next", "q");
        await socket.ReceiveAsync("complete", "q");
        await socket.CompleteAsync("1");
        await Eventually.TrueAsync(() => service.Services.GetRequiredService<SubscriptionPlaces>().Taken == 0, "the subscription ends");
        using var again = await EventReader.PostAsync(service, Subscription);
        await Eventually.TrueAsync(() => service.Signals.Watched == 1, "another begins");
    }

    [Theory]
    [InlineData("""{ pushes(repository: "autoland", first: FIRST) { totalCount } }""")]
    [InlineData("""{ push(repository: "autoland", revision: "a") { tasks(first: FIRST) { totalCount } } }""")]
    public async Task Page_OfTheSizeThatIsSet_IsTheLargest(string query)
    {
        await using var service = await StartAsync("--GroupResults:GraphQL:MaxPageSize=10");
        await service.StoreAsync("autoland", "a");

        var refused = await service.GraphQLAsync(query.Replace("FIRST", "11", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_INPUT"), (refused.Status, refused.Error.GetProperty("extensions").GetProperty("code").GetString()));
        Assert.Equal("first is 11; a page has 1 to 10.", refused.Error.GetProperty("message").GetString());
        await service.QueryAsync(query.Replace("FIRST", "10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_OfTheNumberThatIsSet_IsTheLargest()
    {
        await using var service = await StartAsync("--GroupResults:GraphQL:MaxBatch=2");

        var refused = await BatchAsync(service, [], Record, "{ __typename }", "{ __typename }");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(
            """{"errors":[{"message":"The body is an array of 3 requests; the limit is 2.","extensions":{"code":"TOO_COMPLEX","field":"body"}}]}""", refused.Text);
        Assert.Equal(0, service.CountRows("Pushes"));

        var marked = await service.PostAsync("\uFEFF[{\"query\":\"{ __typename }\"}]");
        Assert.Equal("""[{"data":{"__typename":"Query"}}]""", marked.Text);
        var taken = await BatchAsync(service, [], Record, "{ __typename }");
        Assert.Equal("""[{"data":{"recordGroupResults":{"changed":true}}},{"data":{"__typename":"Query"}}]""", taken.Text);
    }

    [Fact]
    public async Task Batch_OfMoreThanOne_IsRefusedUnlessItIsSet()
    {
        await using var service = await StartAsync();

        var refused = await BatchAsync(service, [], Record, "{ __typename }");

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_INPUT"), (refused.Status, refused.Error.GetProperty("extensions").GetProperty("code").GetString()));
        Assert.Equal(0, service.CountRows("Pushes"));
    }

    [Fact]
    public async Task Batch_SubscriptionInIt_IsRefusedAlone()
    {
        await using var service = await StartAsync("--GroupResults:GraphQL:MaxBatch=2");

        var answer = await BatchAsync(service, [], Subscription, "{ __typename }");

        Assert.Equal("A batch cannot contain a subscription.", answer.Json[0].GetProperty("errors")[0].GetProperty("message").GetString());
        Assert.Equal("""{"data":{"__typename":"Query"}}""", answer.Json[1].GetRawText());
    }

    [Fact]
    public async Task Batch_RequestsThatMayNot_AreRefusedAlone()
    {
        await using var service = new TestService { Environment = "Production", Settings = ["--GroupResults:GraphQL:MaxBatch=4"] };
        await service.InitializeAsync();
        var reader = await service.IssueAsync(AccessScopes.Read);
        var other = await service.IssueAsync(AccessScopes.Ingest, "other");
        string[] queries = [Record, "{ __typename }", "{ accessTokens { id } }"];
        var before = service.CountAllRows();

        Assert.Equal([Outcome.Unauthenticated, Outcome.Allowed, Outcome.Unauthenticated], Outcomes(await BatchAsync(service, [], queries)));
        Assert.Equal([Outcome.Forbidden, Outcome.Allowed, Outcome.Forbidden], Outcomes(await BatchAsync(service, [reader.Header], queries)));
        Assert.Equal([Outcome.Forbidden, Outcome.Allowed, Outcome.Forbidden], Outcomes(await BatchAsync(service, [other.Header], queries)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await BatchAsync(service, [("Authorization", "Bearer x")], queries)).Status);
        Assert.Equal(before, service.CountAllRows());
    }

    [Fact]
    public async Task Server_HasTheLimitsThatAreSet()
    {
        await using var service = await StartAsync(
            "--GroupResults:Http:MaxBodyBytes=70000", "--GroupResults:Http:MaxConnections=71", "--GroupResults:Http:HeaderTimeout=00:00:07", "--GroupResults:Http:MinBytesPerSecond=73");

        var options = service.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;

        var limits = options.Limits;
        Assert.Equal((70000L, 71L, TimeSpan.FromSeconds(7)), (limits.MaxRequestBodySize, limits.MaxConcurrentConnections, limits.RequestHeadersTimeout));
        Assert.Equal((73.0, 73.0), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinResponseDataRate!.BytesPerSecond));
        Assert.False(options.AddServerHeader);
    }

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService { Settings = settings };
        await service.InitializeAsync();
        return service;
    }

    private static async Task AssertUnavailableAsync(EventReader events, Func<Answer, JsonElement> code)
    {
        using (events)
        {
            var answer = await events.ToAnswerAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (answer.Status, answer.Header("Retry-After")));
            Assert.Equal("UNAVAILABLE", code(answer).GetString());
        }
    }

    private static Task<Answer> BatchAsync(TestService service, (string, string)[] headers, params string[] queries) =>
        service.PostAsync(JsonSerializer.Serialize(queries.Select(query => new { query })), prepare: request => request.AddHeaders(headers));

    private static IEnumerable<Outcome> Outcomes(Answer answer) => answer.Json.EnumerateArray().Select(AccessOutcome.Of);
}

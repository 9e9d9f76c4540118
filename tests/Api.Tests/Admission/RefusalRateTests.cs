using System.Globalization;
using System.Net;
using System.Text.Json;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Settings;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Admission;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Admission;

/// <summary>
/// How fast one client's requests may be refused: here 10 in a window of 10 s. A window may end in the middle of a test, so a test floods
/// until the client is turned away, and takes at least as many refusals as the limit for granted.
/// </summary>
public sealed class RefusalRateTests
{
    private const string OneASecond = "--GroupResults:RateLimit:RefusalsPerSecond=1";
    private const int Limit = 10;
    private const int Flood = 1000;
    private const string Metrics = "/metrics";
    private const string Unknown = "{ noSuchField }";

    [Theory]
    [InlineData("/nowhere", null, HttpStatusCode.NotFound)]
    [InlineData("/api/project/autoland/push/group_results/?revision=00", null, HttpStatusCode.NotFound)]
    [InlineData("/api/project/autoland/push/group_results/?revision=00&wait=x", null, HttpStatusCode.BadRequest)]
    [InlineData(Metrics, "Bearer x", HttpStatusCode.Unauthorized)]
    [InlineData("/graphql?query=%7BnoSuchField%7D", null, HttpStatusCode.OK)] // Not executed, and said so in the body.
    [InlineData("/graphql?query=%7B__typename%7D", "Bearer x", HttpStatusCode.OK)]
    public async Task Client_WhoseRequestsAreRefusedTooFast_IsTurnedAwayWhateverItAsksFor(string path, string? authorization, HttpStatusCode refused)
    {
        await using var service = await StartAsync();
        var token = await service.IssueAsync(AccessScopes.Read);

        var (refusals, answer) = await FloodAsync(
            async () => Assert.Contains(
                (authorization is null ? await service.GetAsync(path) : await service.GetAsync(path, ("Authorization", authorization))).Status,
                (HttpStatusCode[])[refused, HttpStatusCode.TooManyRequests]),
            () => service.GetAsync(Metrics));

        Assert.InRange(refusals, Limit, Flood);
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        Assert.Equal("RATE_LIMITED", answer.Json.GetProperty("code").GetString());
        var seconds = int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 1, 10);
        Assert.Equal(
            $"Too many requests from one address without a token were refused. Try again in {seconds} s.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, token.Header)).Status);
        foreach (var open in (string[])["/healthz", "/readyz"]) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(open)).Status);
    }

    [Fact]
    public async Task Client_ThatIsTurnedAway_IsToldInTheFormOfGraphQL()
    {
        await using var service = await StartAsync();

        var (_, answer) = await FloodAsync(() => service.GetAsync("/nowhere"), () => service.GraphQLAsync("{ __typename }"));

        Assert.Equal("application/graphql-response+json; charset=utf-8", answer.ContentType);
        Assert.Equal("RATE_LIMITED", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Client_WhoseOperationsOverAWebSocketAreRefused_IsTurnedAwayThereToo()
    {
        await using var service = await StartAsync();
        using var socket = await GraphQLSocket.StartAsync(service);
        var id = 0;
        async Task<JsonElement> AskAsync(string query)
        {
            var name = (id++).ToString(CultureInfo.InvariantCulture);
            await socket.SubscribeAsync(name, query);
            var message = await socket.ReceiveAsync();
            if (message.GetProperty("type").GetString() == "next") await socket.ReceiveAsync("complete", name);
            return message;
        }

        var refusals = 0;
        for (; refusals < Flood; refusals++)
        {
            await AskAsync(Unknown);
            var message = await AskAsync("{ __typename }");
            if (message.GetProperty("type").GetString() == "next") continue;
            Assert.Equal("RATE_LIMITED", message.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
            break;
        }

        Assert.InRange(refusals + 1, Limit, Flood);
    }

    /// <summary>What clients of persisted documents ask first is no mistake; nor is a request that is answered.</summary>
    [Fact]
    public async Task Client_ThatAsksForDocumentsByTheirHash_IsNeverTurnedAway()
    {
        await using var service = await StartAsync();
        const string ByHash = """{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}""";

        for (var i = 0; i < 3 * Limit; i++)
        {
            Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await service.PostAsync(ByHash)).Error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics)).Status);
        }
    }

    [Fact]
    public void Check_OfAClientWithRefusalsLeft_TakesNone()
    {
        using var rate = new RefusalRate(new RateSettings { RefusalsPerSecond = 1 });
        var (one, other) = (KeyOf("192.0.2.1"), KeyOf("192.0.2.2"));

        for (var i = 0; i <= Limit; i++)
        {
            Assert.Null(rate.Check(one));
            rate.Count(one);
        }

        Assert.NotNull(rate.Check(one));
        Assert.NotNull(rate.Check(KeyOf("::ffff:192.0.2.1")));
        Assert.Null(rate.Check(other));
    }

    private static ClientId KeyOf(string address) => ClientIds.Of(Caller.Checked, IPAddress.Parse(address));

    /// <returns>How many were refused before an honest request was turned away, and its answer.</returns>
    private static async Task<(int Refusals, Answer TurnedAway)> FloodAsync(Func<Task> refused, Func<Task<Answer>> honest)
    {
        for (var i = 1; i <= Flood; i++)
        {
            await refused();
            var answer = await honest();
            if (answer.Status == HttpStatusCode.TooManyRequests) return (i, answer);
        }

        throw new InvalidOperationException("The client was never turned away.");
    }

    private static async Task<TestService> StartAsync()
    {
        var service = new TestService { Environment = "Production", Settings = [OneASecond] };
        await service.InitializeAsync();
        return service;
    }
}

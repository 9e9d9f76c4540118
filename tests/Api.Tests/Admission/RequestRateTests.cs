using System.Globalization;
using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Admission;

/// <summary>How many requests a minute one may make.</summary>
public sealed class RequestRateTests
{
    private const string PerToken = "--GroupResults:RateLimit:PerToken=3";
    private const string PerAddress = "--GroupResults:RateLimit:PerAddress=3";
    private const string Metrics = "/metrics";
    private const string Query = "/graphql?query=%7B__typename%7D";

    [Fact]
    public async Task Requests_BeyondTheTokens_AreRefusedAndOthersAreNot()
    {
        await using var service = await StartAsync(PerToken, PerAddress);
        var (one, other) = (await service.IssueAsync(AccessScopes.Read), await service.IssueAsync(AccessScopes.Read));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, one.Header)).Status);

        AssertProblem(await service.GetAsync(Metrics, one.Header), "one access token");
        AssertError(await service.GetAsync(Query, one.Header, ("Accept", ResponseType)), "application/graphql-response+json; charset=utf-8");
        AssertError(await service.GetAsync(Query, one.Header), "application/json; charset=utf-8");
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, other.Header)).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics)).Status);
    }

    /// <summary>Who tries secrets is counted, too.</summary>
    [Fact]
    public async Task Requests_BeyondTheAddresses_AreRefusedWithAnInvalidTokenAsWithNone()
    {
        await using var service = await StartAsync(PerAddress);
        var token = await service.IssueAsync(AccessScopes.Read);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync(Metrics, ("Authorization", "Bearer x"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("/nowhere")).Status);

        AssertProblem(await service.GetAsync(Metrics), "one address without a token");
        AssertProblem(await service.GetAsync(Metrics, ("Authorization", "Bearer x")), "one address without a token");
        Assert.Equal(HttpStatusCode.TooManyRequests, await GraphQLSocket.RefusedAsync(service));
        for (var i = 0; i < 9; i++) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, token.Header)).Status);
        foreach (var path in (string[])["/healthz", "/readyz"]) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Refused_Report_IsNotStored()
    {
        await using var service = await StartAsync(PerToken);
        var token = await service.IssueAsync(AccessScopes.Ingest);
        Task<Answer> UploadAsync() => service.Http.SendAsync(HttpMethod.Put, $"/api/project/autoland/push/{NewRevision()}/task/T/0/errorsummary", request =>
        {
            request.Content = new StringContent("");
            request.AddHeaders(token.Header);
        });
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await UploadAsync()).Status);

        AssertProblem(await UploadAsync(), "one access token");

        Assert.Equal(3, service.CountRows("Pushes"));
    }

    [Fact]
    public async Task Off_NothingIsRefused()
    {
        await using var service = await StartAsync();

        for (var i = 0; i < 200; i++) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics)).Status);
    }

    /// <summary>The upgrade is one, and so is each operation.</summary>
    [Fact]
    public async Task WebSocket_Operations_Count()
    {
        await using var service = await StartAsync(PerToken);
        var token = await service.IssueAsync(AccessScopes.Read);
        using var socket = await GraphQLSocket.OpenAsync(service, token.Header);
        await socket.SendAsync("""{"type":"connection_init"}""");
        await socket.ReceiveAsync();
        foreach (var id in (string[])["1", "2"])
        {
            await socket.SubscribeAsync(id, "{ __typename }");
            await socket.ReceiveAsync("next", id);
            await socket.ReceiveAsync("complete", id);
        }

        await socket.SubscribeAsync("3", "{ __typename }");

        Assert.Equal("RATE_LIMITED", (await socket.ReceiveAsync("error", "3"))[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.TooManyRequests, "--GroupResults:Http:Proxies=10.0.0.0/8, 192.168.0.1")]
    [InlineData(HttpStatusCode.OK, "--GroupResults:Http:Proxies=10.0.0.0/8, 127.0.0.1")]
    public async Task ForwardedFor_CountsOnlyFromAProxyThatIsSet(HttpStatusCode expected, params string[] settings)
    {
        await using var service = await StartAsync([PerAddress, .. settings]);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, ("X-Forwarded-For", "203.0.113.1"))).Status);

        Assert.Equal(expected, (await service.GetAsync(Metrics, ("X-Forwarded-For", "203.0.113.2"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await service.GetAsync(Metrics, ("X-Forwarded-For", "198.51.100.7, 203.0.113.1"))).Status);
    }

    /// <summary>Each proxy adds whom it was asked by. The last one that is not trusted is the client, whatever it says.</summary>
    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.9, 10.0.0.8, 10.0.0.7")]
    public async Task ForwardedFor_ThroughAChainOfProxies_CountsTheClientInFrontOfIt(string chain)
    {
        await using var service = await StartAsync(PerAddress, "--GroupResults:Http:Proxies=10.0.0.0/8, 127.0.0.1");
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, ("X-Forwarded-For", $"203.0.113.1, {chain}"))).Status);

        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, ("X-Forwarded-For", $"203.0.113.2, {chain}"))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await service.GetAsync(Metrics, ("X-Forwarded-For", $"10.0.0.1, 203.0.113.1, {chain}"))).Status);
    }

    /// <summary>Who has one address of a network has them all.</summary>
    [Fact]
    public async Task AddressesOfOneNetwork_CountTogether()
    {
        await using var service = await StartAsync(PerAddress, "--GroupResults:Http:Proxies=127.0.0.1");
        foreach (var address in (string[])["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::"])
            Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, ("X-Forwarded-For", address))).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await service.GetAsync(Metrics, ("X-Forwarded-For", "2001:db8::3"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Metrics, ("X-Forwarded-For", "2001:db8:0:1::1"))).Status);
    }

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService { Environment = "Production", Settings = settings };
        await service.InitializeAsync();
        return service;
    }

    private static void AssertProblem(Answer answer, string whose)
    {
        var seconds = AssertRetryAfter(answer);
        Assert.Equal("application/problem+json; charset=utf-8", answer.ContentType);
        Assert.Equal("RATE_LIMITED", answer.Json.GetProperty("code").GetString());
        Assert.Equal(
            $"More than 3 requests per minute came from {whose}. Try again in {seconds} s.", answer.Json.GetProperty("detail").GetString());
    }

    private static void AssertError(Answer answer, string contentType)
    {
        AssertRetryAfter(answer);
        Assert.Equal(contentType, answer.ContentType);
        Assert.Equal("RATE_LIMITED", answer.Error.GetProperty("extensions").GetProperty("code").GetString());
    }

    private static int AssertRetryAfter(Answer answer)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        var seconds = int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 1, 60);
        return seconds;
    }
}

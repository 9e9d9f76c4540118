using System.Net;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>Whose pages may read answers.</summary>
public sealed class CorsTests
{
    private const string Ci = "https://ci.example.org";
    private const string Upload = "/api/project/autoland/push/a/task/T/0/errorsummary";
    private const string Allowed = "Access-Control-Allow-Origin";

    private static readonly (string, string) FromCi = ("Origin", Ci);

    [Theory]
    [InlineData("/graphql", "POST")]
    [InlineData("/graphql", "PUT")]
    [InlineData(Upload, "PUT")]
    [InlineData("/metrics", "GET")]
    [InlineData("/healthz", "GET")]
    public async Task ByDefault_AllButTheDropIn_IsClosed(string path, string method)
    {
        await using var service = await StartAsync();

        var preflight = await PreflightAsync(service, path, method, Ci);
        var answer = await service.Http.SendAsync(new HttpMethod(method), path, request => request.AddHeaders(FromCi));

        Assert.Equal((null, null), (preflight.Header(Allowed), answer.Header(Allowed)));
        Assert.Null(preflight.Header("Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("/graphql", "POST")]
    [InlineData("/graphql", "DELETE")]
    [InlineData(Upload, "PUT")]
    public async Task AsSet_OriginsOnTheList_AreOpen(string path, string method)
    {
        await using var service = await StartAsync($"--GroupResults:Http:Origins={Ci}, https://other.example");

        var preflight = await PreflightAsync(service, path, method, Ci);
        var answer = await service.Http.SendAsync(new HttpMethod(method), path, request => request.AddHeaders(FromCi));

        Assert.Equal((HttpStatusCode.NoContent, Ci, Ci), (preflight.Status, preflight.Header(Allowed), answer.Header(Allowed)));
        Assert.Contains(method, preflight.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("authorization,content-type", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Equal("3600", preflight.Header("Access-Control-Max-Age"));
        Assert.Null(preflight.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("ETag,Cache-Status,Retry-After", answer.Header("Access-Control-Expose-Headers"));
        Assert.Contains("Origin", answer.Header("Vary"), StringComparison.Ordinal);
        Assert.Null((await PreflightAsync(service, path, method, "https://evil.example")).Header(Allowed));
    }

    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://localhost", true)]
    [InlineData("http://127.0.0.1:3000", true)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData(Ci, true)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://evil.example#localhost", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("file://localhost", false)]
    [InlineData("null", false)]
    public async Task LoopbackOrigins_AsSet_AreOpenBesideTheList(string origin, bool isAllowed)
    {
        await using var service = await StartAsync("--GroupResults:Http:LoopbackOrigins=true", $"--GroupResults:Http:Origins={Ci}");
        var headers = ((string, string)[])[("Origin", origin), ("Sec-Fetch-Site", "cross-site")];

        var preflight = await PreflightAsync(service, "/graphql", "POST", origin);
        var answer = await service.GetAsync("/graphql?query={__typename}", headers);

        var expected = isAllowed ? origin : null;
        Assert.Equal((expected, expected), (preflight.Header(Allowed), answer.Header(Allowed)));
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        if (isAllowed) (await GraphQLSocket.OpenAsync(service, headers[0])).Dispose();
        else Assert.Equal(HttpStatusCode.Forbidden, await GraphQLSocket.RefusedAsync(service, headers[0]));
    }

    [Fact]
    public async Task LoopbackOrigins_ByDefault_AreClosed()
    {
        await using var service = await StartAsync();

        Assert.Null((await PreflightAsync(service, "/graphql", "POST", "http://localhost:5173")).Header(Allowed));
    }

    [Theory]
    [InlineData()]
    [InlineData($"--GroupResults:Http:Origins={Ci}")]
    public async Task DropIn_IsOpenToEveryPage(params string[] settings)
    {
        await using var service = await StartAsync([.. settings, "--environment", "Production", "--GroupResults:Access:Reads=Token"]);
        var revision = NewRevision();
        await service.StoreAsync("autoland", revision);
        var token = await service.IssueAsync(Domain.Access.AccessScopes.Read);
        var origin = ("Origin", "https://anybody.example");

        var preflight = await PreflightAsync(service, GroupResultsPath(revision), "GET", origin.Item2);
        var answers = (Answer[])
        [
            await service.GetAsync(GroupResultsPath(revision), origin, token.Header),
            await service.GetAsync(GroupResultsPath(revision), origin, token.Header, ("If-None-Match", "*")),
            await service.GetAsync(GroupResultsPath(revision), origin),
            await service.GetAsync(GroupResultsPath(revision), origin, (await service.IssueAsync(Domain.Access.AccessScopes.Ingest)).Header),
            await service.GetAsync(GroupResultsPath(NewRevision()), origin, token.Header),
            await service.GetAsync(GroupResultsPath(revision) + "&wait=soon", origin, token.Header),
        ];

        Assert.Equal((HttpStatusCode.NoContent, "*"), (preflight.Status, preflight.Header(Allowed)));
        Assert.Equal("authorization,content-type", preflight.Header("Access-Control-Allow-Headers"));
        Assert.Equal([200, 304, 401, 403, 404, 400], answers.Select(answer => (int)answer.Status));
        Assert.All(answers, answer => Assert.Equal(("*", "ETag,Cache-Status"), (answer.Header(Allowed), answer.Header("Access-Control-Expose-Headers"))));
    }

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = new TestService { Settings = settings };
        await service.InitializeAsync();
        return service;
    }

    private static Task<Answer> PreflightAsync(TestService service, string path, string method, string origin) =>
        service.Http.SendAsync(HttpMethod.Options, path, request => request.AddHeaders(
            ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type")));
}

using System.Net;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>What every answer tells browsers, also one that refuses or fails. The explorer's page, which has a policy of its own, is in ExplorerTests.</summary>
public sealed class SecurityHeaderTests
{
    private static readonly (string, string) FromCi = ("Origin", "https://ci.example.org");

    [Theory]
    [InlineData(200, "GET", "/graphql?query=%7B__typename%7D")]
    [InlineData(400, "GET", "/graphql")]
    [InlineData(403, "GET", "/graphql?query=%7B__typename%7D", "Sec-Fetch-Site", "cross-site")]
    [InlineData(401, "GET", "/graphql?query=%7B__typename%7D", "Authorization", "Bearer x")]
    [InlineData(405, "PATCH", "/graphql")]
    [InlineData(406, "GET", "/graphql", "Accept", "image/png")]
    [InlineData(201, "PUT", "/graphql")]
    [InlineData(404, "GET", "/graphql?sdl")]
    [InlineData(404, "GET", "/graphql?token=none", "Accept", "text/event-stream")]
    [InlineData(401, "PUT", "/api/project/autoland/push/a/task/T/0/errorsummary")]
    [InlineData(404, "GET", "/api/project/autoland/push/group_results/?revision=a")]
    [InlineData(400, "GET", "/api/project/autoland/push/group_results/?revision=a&wait=x")]
    [InlineData(401, "HEAD", "/api/project/autoland/push/group_results/?revision=a", "Authorization", "Bearer x")]
    [InlineData(204, "OPTIONS", "/api/project/autoland/push/group_results/?revision=a")]
    [InlineData(204, "OPTIONS", "/api/project/autoland/push/group_results/?revision=a", "Access-Control-Request-Method", "GET")]
    [InlineData(200, "GET", "/metrics")]
    [InlineData(200, "GET", "/healthz")]
    [InlineData(404, "GET", "/nowhere")]
    public async Task Answers_HaveThem(int status, string method, string path, string? header = null, string? value = null)
    {
        await using var service = await StartAsync(new TestService { Environment = "Production" });

        var answer = await service.Http.SendAsync(
            new HttpMethod(method), path, request => request.AddHeaders([.. header == "Accept" ? ((string, string)[])[] : [("Accept", ResponseType)], FromCi, .. header is null ? ((string, string)[])[] : [(header, value!)]]));

        Assert.Equal(status, (int)answer.Status);
        AssertHeaders(answer);
    }

    [Fact]
    public async Task Stream_HasThem()
    {
        await using var service = await StartAsync(new TestService());

        using var events = await EventReader.PostAsync(service, """subscription { pushActivity(repository: "autoland") { version } }""");

        AssertHeaders(events.Head);
    }

    [Fact]
    public async Task Failure_HasThem()
    {
        await using var service = await StartAsync(new TestService(services => services.Replace(ServiceDescriptor.Singleton<IPushHeads>(new BrokenHeads()))));

        var answer = await service.GetAsync(GroupResultsPath(NewRevision()));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        AssertHeaders(answer);
    }

    [Fact]
    public async Task OtherHost_HasThem()
    {
        await using var service = await StartAsync(new TestService());

        var answer = await service.GetAsync("/graphql", ("Host", "evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        AssertHeaders(answer);
    }

    [Theory]
    [InlineData(true, "Production", "127.0.0.1", "https", "results.example")]
    [InlineData(false, "Production", "127.0.0.1", "http", "results.example")]
    [InlineData(false, "Production", "127.0.0.1", null, "results.example")]
    [InlineData(false, "Production", "127.0.0.1", "https", "localhost")]
    [InlineData(false, "Production", "10.0.0.1", "https", "results.example")]
    [InlineData(false, "Staging", "127.0.0.1", "https", "results.example")]
    public async Task Hsts_IsForProductionOverHttps(bool expected, string environment, string proxy, string? scheme, string host)
    {
        await using var service = await StartAsync(new TestService { Environment = environment, Settings = [$"--GroupResults:Http:Proxies={proxy}"] });
        (string, string)[] headers = [("Host", host), .. scheme is null ? ((string, string)[])[] : [("X-Forwarded-Proto", scheme)]];

        var answers = (Answer[])
        [
            await service.GetAsync("/healthz", headers),
            await service.GetAsync("/nowhere", headers),
            await service.GetAsync("/metrics", [("Authorization", "Bearer x"), .. headers]),
        ];

        Assert.Equal([200, 404, 401], answers.Select(answer => (int)answer.Status));
        Assert.All(answers, answer => Assert.Equal(expected ? "max-age=31536000" : null, answer.Header("Strict-Transport-Security")));
    }

    private static async Task<TestService> StartAsync(TestService service)
    {
        await service.InitializeAsync();
        return service;
    }

    private static void AssertHeaders(Answer answer)
    {
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Null(answer.Header("Server"));
    }

    private sealed class BrokenHeads : IPushHeads
    {
        public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken) => throw new InvalidOperationException("Broken.");

        public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken) => FindAsync(push, cancellationToken);

        public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

using System.Net;
using System.Text.Json;
using GroupResults.Api.Tests.Hosting;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Rest;

/// <summary>Treeherder's endpoint as its clients know it.</summary>
public sealed class GroupResultsEndpointTests(TestService service) : IClassFixture<TestService>
{
    private readonly string _revision = NewRevision();

    [Fact]
    public async Task Get_APush_HasTheResultMapAsJson()
    {
        await service.RecordAsync(Report(_revision, "T", ("a/\u00e9 \"x\".toml", "OK", 1), ("b", "ERROR", 1), ("c", "SKIP", 1), ("d", "UNSUPPORTED", 1)));
        await service.RecordAsync(Report(_revision, "Skipped", ("a", "SKIP", 1), ("b", "UNSUPPORTED", 1)));

        var answer = await service.GetAsync(GroupResultsPath(_revision));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("{\"T\":{\"a/\u00e9 \\\"x\\\".toml\":true,\"b\":false}}", answer.Text);
        Assert.Equal(answer.Body.Length, answer.Response.Content.Headers.ContentLength);
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Null(answer.Header("Content-Encoding"));
    }

    [Fact]
    public async Task Get_APushWithoutResults_IsAnEmptyObject()
    {
        await service.RecordAsync(Report(_revision, "T"));

        Assert.Equal("{}", (await service.GetAsync(GroupResultsPath(_revision))).Text);
    }

    [Theory]
    [InlineData("autoland", "?revision=ffff", "No push with revision: ffff")]
    [InlineData("nowhere", "?revision=ffff", "No push with revision: ffff")]
    [InlineData("autoland", "", "No push with revision: None")]
    [InlineData("autoland", "?", "No push with revision: None")]
    [InlineData("autoland", "?rev=ffff", "No push with revision: None")]
    [InlineData("autoland", "?revision=", "No push with revision: ")]
    [InlineData("autoland", "?revision=a%22b%C3%A9%0A", "No push with revision: a\"b\u00e9\n")]
    [InlineData("autoland", "?revision=1&revision=2", "No push with revision: 2")]
    [InlineData("%27--%2F", "?revision=%00", "No push with revision: \u0000")]
    public async Task Get_AnUnknownPush_IsNotFoundWithAString(string repository, string query, string message)
    {
        var answer = await service.GetAsync($"/api/project/{repository}/push/group_results/{query}");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(message, answer.Json.GetString());
        Assert.Null(answer.Header("ETag"));
    }

    [Fact]
    public async Task Get_TheRevisionOfAnotherRepository_IsNotFound()
    {
        await service.RecordAsync(Report(_revision, "T"));

        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"/api/project/try/push/group_results/?revision={_revision}")).Status);
    }

    [Theory]
    [InlineData("/api/project/autoland/push/group_results/?revision=")]
    [InlineData("/api/project/autoland/push/group_results?revision=")]
    [InlineData("/api/project/autoland/push/group_results/?format=json&revision=")]
    [InlineData("/api/project/autoland/push/group_results?revision=0&x=1&revision=")]
    public async Task Get_WithAnySlashAndUnknownParameters_IsThePush(string path)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        Assert.Equal("""{"T":{"a":true}}""", (await service.GetAsync(path + _revision)).Text);
    }

    [Fact]
    public async Task Get_AfterAReport_IsNeverOld()
    {
        for (var i = 0; i < 3; i++)
        {
            await service.RecordAsync(Report(_revision, $"T{i}", ("a", "OK", 1)));

            Assert.Equal(i + 1, (await service.GetAsync(GroupResultsPath(_revision))).Json.EnumerateObject().Count());
        }
    }

    [Fact]
    public async Task CacheStatus_OfAMissAndHits_CountsDownToTheExpiry()
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        Assert.Equal("GroupResults; fwd=miss; stored", (await service.GetAsync(GroupResultsPath(_revision))).Header("Cache-Status"));
        Assert.Equal("GroupResults; hit; ttl=300", (await service.GetAsync(GroupResultsPath(_revision))).Header("Cache-Status"));
        service.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal("GroupResults; hit; ttl=1", (await service.GetAsync(GroupResultsPath(_revision))).Header("Cache-Status"));
        service.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("GroupResults; fwd=miss; stored", (await service.GetAsync(GroupResultsPath(_revision))).Header("Cache-Status"));
        service.Time.Advance(TimeSpan.FromSeconds(189));
        Assert.Equal("GroupResults; hit; ttl=86211", (await service.GetAsync(GroupResultsPath(_revision))).Header("Cache-Status"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Head_OfAPush_HasTheHeadersOfGetAndNoBody(string? encoding)
    {
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));
        (string, string)[] headers = encoding is null ? [] : [("Accept-Encoding", encoding)];
        await service.GetAsync(GroupResultsPath(_revision), headers);

        var get = await service.GetAsync(GroupResultsPath(_revision), headers);
        var head = await service.Http.SendAsync(HttpMethod.Head, GroupResultsPath(_revision), request => request.AddHeaders(headers));

        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.Empty(head.Body);
        Assert.Equal(get.Body.Length, head.Response.Content.Headers.ContentLength);
        Assert.Equal(HeadersOf(get), HeadersOf(head));
    }

    [Fact]
    public async Task Head_OfAnUnknownPush_IsNotFoundWithoutABody()
    {
        var head = await service.Http.SendAsync(HttpMethod.Head, GroupResultsPath("ffff"));

        Assert.Equal(HttpStatusCode.NotFound, head.Status);
        Assert.Empty(head.Body);
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes("No push with revision: ffff").Length, head.Response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Options_NameTheMethods()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Options, GroupResultsPath(_revision));

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("GET, HEAD, OPTIONS", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        var answer = await service.Http.SendAsync(new HttpMethod(method), GroupResultsPath(_revision));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cors_OfAnyOrigin_IsAllowedAndShownTheValidators(bool isKnown)
    {
        var revision = isKnown ? _revision : "ffff";
        await service.RecordAsync(Report(_revision, "T", ("a", "OK", 1)));

        var answer = await service.GetAsync(GroupResultsPath(revision), ("Origin", "https://example.org"));

        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", answer.Header("Access-Control-Expose-Headers")!.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Cache-Status", answer.Header("Access-Control-Expose-Headers")!.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Cors_Preflight_AllowsTheMethodsAndHeaders()
    {
        var answer = await service.Http.SendAsync(HttpMethod.Options, GroupResultsPath(_revision), request => request.AddHeaders(
            ("Origin", "https://example.org"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "if-none-match")));

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("GET,HEAD,OPTIONS", answer.Header("Access-Control-Allow-Methods"));
        Assert.Equal("if-none-match", answer.Header("Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task Cors_OfGraphQL_IsNotOffered()
    {
        var answer = await service.GetAsync("/graphql?query=%7B__typename%7D", ("Origin", "https://example.org"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    private static IEnumerable<string> HeadersOf(Answer answer) => answer.Response.Headers.Concat(answer.Response.Content.Headers)
        .Where(header => header.Key != "Date")
        .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order(StringComparer.Ordinal);
}

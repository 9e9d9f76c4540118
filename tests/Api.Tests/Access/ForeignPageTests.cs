using System.Net;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Access;

/// <summary>What pages of other sites can make a browser send (CSRF), and what they cannot.</summary>
public sealed class ForeignPageTests : IAsyncLifetime
{
    private const string Query = "/graphql?query=%7B__typename%7D";
    private const string Ci = "https://ci.example.org";
    private const string Record =
        """{"query":"mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"a\", taskId: \"T\", results: [] }) { changed } }"}""";

    private readonly TestService _service = new() { Settings = [$"--GroupResults:Http:Origins={Ci}, https://other.example:8443"] };

    private string Own => _service.Address.GetLeftPart(UriPartial.Authority);

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData("")]
    public async Task Post_OfWhatNeedsNoPreflight_Is415(string contentType)
    {
        var answer = await _service.PostAsync(Record, contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "INVALID_INPUT"), (answer.Status, Code(answer)));
        Assert.Equal(0, _service.CountRows("Pushes"));
    }

    [Fact]
    public async Task Get_WithAnyAccept_IsAnswered() => Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync(Query, ("Accept", "*/*"))).Status);

    [Theory]
    [InlineData("cross-site", "https://evil.example", "cors")]
    [InlineData("cross-site", "https://ci.example.org.evil.example", "cors")]
    [InlineData("cross-site", "http://ci.example.org", "cors")]
    [InlineData("cross-site", "https://other.example", "cors")]
    [InlineData("cross-site", "null", "navigate")]
    [InlineData("CROSS-SITE", "https://evil.example", "navigate")]
    [InlineData("cross-site", null, "no-cors")]
    [InlineData("cross-site", null, "websocket")]
    [InlineData("cross-site", null, null)]
    public async Task Request_OfAForeignPage_IsForbidden(string site, string? origin, string? mode)
    {
        var headers = Headers(site, origin, mode);

        foreach (var answer in (Answer[])
            [await _service.GetAsync(Query, headers), await _service.PostAsync(Record, prepare: request => request.AddHeaders(headers)),
                await _service.GetAsync("/graphql?sdl", headers), await _service.Http.SendAsync(HttpMethod.Put, "/graphql", request => request.AddHeaders(headers))])
        {
            Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN"), (answer.Status, Code(answer)));
        }

        Assert.Equal(0, _service.CountRows("Pushes"));
    }

    [Theory]
    [InlineData("cross-site", Ci, "cors")]
    [InlineData("cross-site", "https://other.example:8443", "cors")]
    [InlineData("cross-site", "OWN", "cors")]
    [InlineData("cross-site", null, "navigate")]
    [InlineData("same-origin", null, "cors")]
    [InlineData("same-origin", "OWN", "cors")]
    [InlineData("none", null, "navigate")]
    [InlineData(null, null, null)]
    public async Task Request_OfAPageThatIsAllowed_IsAnswered(string? site, string? origin, string? mode) =>
        Assert.Equal(HttpStatusCode.OK, (await _service.GetAsync(Query, Headers(site, origin == "OWN" ? Own : origin, mode))).Status);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task WebSocket_OfAForeignPage_IsForbidden(string origin) =>
        Assert.Equal(HttpStatusCode.Forbidden, await GraphQLSocket.RefusedAsync(_service, ("Origin", origin)));

    [Theory]
    [InlineData(Ci)]
    [InlineData("OWN")]
    [InlineData(null)]
    public async Task WebSocket_OfAPageThatIsAllowed_IsTaken(string? origin)
    {
        using var socket = await GraphQLSocket.OpenAsync(_service, Headers(site: null, origin == "OWN" ? Own : origin, mode: null));
        await socket.SendAsync("""{"type":"connection_init"}""");

        Assert.Equal("connection_ack", (await socket.ReceiveAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Origins_WithAStar_AreAll()
    {
        await using var service = new TestService { Settings = ["--GroupResults:Http:Origins=*"] };
        await service.InitializeAsync();
        using var socket = await GraphQLSocket.OpenAsync(service, ("Origin", "https://anybody.example"));

        var answer = await service.GetAsync(Query, Headers("cross-site", "https://anybody.example", "cors"));

        Assert.Equal((HttpStatusCode.OK, "*"), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
    }

    private static (string, string)[] Headers(string? site, string? origin, string? mode) =>
    [
        .. site is null ? ((string, string)[])[] : [("Sec-Fetch-Site", site)],
        .. origin is null ? ((string, string)[])[] : [("Origin", origin)],
        .. mode is null ? ((string, string)[])[] : [("Sec-Fetch-Mode", mode)],
    ];

    private static string? Code(Answer answer) => answer.Error.GetProperty("extensions").GetProperty("code").GetString();
}

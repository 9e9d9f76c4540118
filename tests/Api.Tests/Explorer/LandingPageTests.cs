using System.Net;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Explorer;

/// <summary>What a browser is shown where the explorer is off.</summary>
public sealed class LandingPageTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private const string Policy = "default-src 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/graphql", HttpStatusCode.NotFound)]
    public async Task Page_InProduction_SaysWhatThisIsAndWhatIsOff(string path, HttpStatusCode status)
    {
        await using var service = await StartAsync("Production");

        var answer = await service.GetAsync(path, ("Accept", Browser));

        Assert.Equal((status, "text/html; charset=utf-8", Policy), (answer.Status, answer.ContentType, answer.Header("Content-Security-Policy")));
        Assert.Contains("<h1>GroupResults</h1>", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<li>The GraphQL explorer.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<li>Introspection and <code>/graphql?sdl</code>.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Reports need an access token; reads do not.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", answer.Text, StringComparison.Ordinal); // The policy would not let it in.
        Assert.DoesNotContain("style=", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", "--GroupResults:GraphQL:Introspection=true", "<li>Introspection and", false)]
    [InlineData("Production", "--GroupResults:Access:Reads=Token", "Reports and reads need an access token.", true)]
    [InlineData("Development", "--GroupResults:GraphQL:Explorer=false", "No access token is needed.", true)]
    public async Task Page_ByTheSettings_SaysWhatHolds(string environment, string setting, string sentence, bool isThere)
    {
        await using var service = await StartAsync(environment, setting);

        var answer = await service.GetAsync("/", ("Accept", Browser));

        Assert.Equal((HttpStatusCode.OK, isThere), (answer.Status, answer.Text.Contains(sentence, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task GraphQL_AskedForAQuery_IsAnsweredInABrowserToo()
    {
        await using var service = await StartAsync("Production");

        var answer = await service.GetAsync("/graphql?query={__typename}", ("Accept", Browser));

        Assert.Equal((HttpStatusCode.OK, """{"data":{"__typename":"Query"}}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task GraphQL_AskedForJson_IsNoPage()
    {
        await using var service = await StartAsync("Production");

        var answer = await service.GetAsync("/graphql", ("Accept", "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "'query' is missing: send the GraphQL document as a string."), (answer.Status, answer.Error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Page_AskedForByHead_HasItsStatusOnly()
    {
        await using var service = await StartAsync("Production");

        var answer = await service.Http.SendAsync(HttpMethod.Head, "/", request => request.AddHeaders(("Accept", Browser)));

        Assert.Equal((HttpStatusCode.OK, 0, "text/html; charset=utf-8"), (answer.Status, answer.Body.Length, answer.ContentType));
    }

    private static async Task<TestService> StartAsync(string environment, params string[] settings)
    {
        var service = new TestService { Environment = environment, Settings = settings };
        await service.InitializeAsync();
        return service;
    }
}

using System.Net;
using System.Text.RegularExpressions;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Explorer;

/// <summary>The page for browsers.</summary>
public sealed partial class ExplorerTests(TestService service) : IClassFixture<TestService>
{
    private const string BrowserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public async Task GraphQL_AskedForByABrowser_IsThePageWithItsPolicy()
    {
        var answer = await service.GetAsync("/graphql", ("Accept", BrowserAccept));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.ContentType);
        Assert.StartsWith("<!doctype html>", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            answer.Header("Content-Security-Policy"));
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Contains("Accept", answer.Header("Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_LoadsFromThisServerOnlyAndAllOfIt()
    {
        var page = await service.GetAsync("/graphql", ("Accept", BrowserAccept));

        var addresses = Addresses().Matches(page.Text).Select(match => match.Groups["address"].Value).ToList();

        Assert.NotEmpty(addresses);
        foreach (var address in addresses.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)))
        {
            Assert.StartsWith("/explorer/", address, StringComparison.Ordinal);
            var answer = await service.GetAsync(address);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{address}: {answer.Status}");
            if (address.StartsWith("/explorer/assets/", StringComparison.Ordinal))
                Assert.Equal("public, max-age=31536000, immutable", answer.Header("Cache-Control"));
        }
    }

    [Theory]
    [InlineData("/explorer/assets/none.js")]
    [InlineData("/explorer/../appsettings.json")]
    [InlineData("/explorer/..%2Fappsettings.json")]
    [InlineData("/explorer/%2e%2e/appsettings.json")]
    public async Task Explorer_OtherFiles_AreNotThere(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Root_LeadsToTheExplorer()
    {
        var answer = await service.GetAsync("/");

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal("/graphql", answer.Header("Location"));
    }

    [GeneratedRegex("(?:src|href)=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Addresses();
}

using System.Net;
using System.Text;
using GroupResults.EndToEnd.Tests.Clients;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.Security;

/// <summary>Where others can reach the service.</summary>
public sealed class BeyondLoopbackTests
{
    private const string EveryAddress = "http://0.0.0.0:0";

    private const string Mutation =
        """{"query":"mutation { recordGroupResults(input: { repository: \"autoland\", revision: \"ab\", taskId: \"t\", results: [] }) { changed } }"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithAToken_AnswersAndAsksForItBeforeItStores()
    {
        using var directory = new TestDirectory();
        var secret = await Tokens.CreateAsync(directory, "ci", "ingest", Cancellation);
        await using var service = await ServiceProcess.StartAsync(directory, Cancellation, "--environment", "Production", "--urls", EveryAddress);
        Assert.NotEqual("127.0.0.1", service.Address.Host);
        var address = new UriBuilder(service.Address) { Host = "127.0.0.1" }.Uri; // One of all.

        using var stranger = new ServiceClient(address);
        using var refused = await SendAsync(stranger);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var unread = await stranger.Http.GetAsync(ServiceClient.ReadPath(Push.Autoland("ab")), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, unread.StatusCode);

        using var known = new ServiceClient(address, secret);
        using var stored = await SendAsync(known);
        Assert.Equal("""{"data":{"recordGroupResults":{"changed":true}}}""", await stored.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("{}", await stranger.ReadAsync(Push.Autoland("ab"), ReadBy.Plain, Cancellation));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Start_WithoutAToken_EndsWithOneLineThatSaysHowToMakeOne(string environment)
    {
        using var directory = new TestDirectory();
        await using var service = ServiceProcess.Launch(directory, "--environment", environment, "--urls", EveryAddress);

        Assert.Equal(1, await service.ExitCodeAsync(Cancellation));
        var line = Assert.Single(service.Error);
        Assert.Contains(EveryAddress, line, StringComparison.Ordinal);
        Assert.Contains("tokens create --name NAME --scopes ingest", line, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Output, text => text.Contains("Now listening", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SendAsync(ServiceClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent(Mutation, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        return await client.Http.SendAsync(request, Cancellation);
    }
}

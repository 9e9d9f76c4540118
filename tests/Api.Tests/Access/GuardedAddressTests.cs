using System.Net;
using GroupResults.Api.Access;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Domain.Access;
using Microsoft.Extensions.Configuration;
using static GroupResults.Api.Tests.Hosting.GraphQLRequests;

namespace GroupResults.Api.Tests.Access;

/// <summary>Beyond its machine the service listens only where somebody has a token.</summary>
public sealed class GuardedAddressTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Database => _directory.File("guarded.db");

    private string Storage => $"--ConnectionStrings:Storage=Data Source={Database}";

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("http://0.0.0.0:0", "Production")]
    [InlineData("http://*:0", "Development")]
    [InlineData("http://[::]:0", "Production")]
    [InlineData("http://127.0.0.1:0;http://+:0", "Development")]
    public async Task Start_BeyondTheMachineWithoutATokenThatIsGood_EndsWithOneLine(string address, string environment)
    {
        await using (var service = new TestService { SharedDatabase = Database })
        {
            await service.InitializeAsync();
            await service.IssueAsync(AccessScopes.Ingest, repository: null, service.Time.GetUtcNow());
            await service.RevokeAsync(await service.IssueAsync(AccessScopes.Ingest));
        }

        AssertRefused(address, await ServiceProcess.RunToEndAsync(null, "--environment", environment, "--urls", address, Storage));
    }

    [Fact]
    public async Task Start_OnAPortOfAllAddressesWithoutAToken_EndsWithOneLine() =>
        AssertRefused("0", await ServiceProcess.RunToEndAsync(environment => environment["ASPNETCORE_HTTP_PORTS"] = "0", Storage));

    [Fact]
    public async Task Start_AtAnEndpointBeyondTheMachineWithoutAToken_EndsWithOneLine() =>
        AssertRefused("Kestrel:Endpoints", await ServiceProcess.RunToEndAsync(null, "--Kestrel:Endpoints:Main:Url=http://0.0.0.0:0", Storage));

    /// <summary>Also in Development nothing is open then, whatever name it is asked by.</summary>
    [Fact]
    public async Task Start_BeyondTheMachineWithAToken_ListensAndAsksForIt()
    {
        var (exitCode, output, _) = await ServiceProcess.RunToEndAsync(null, "tokens", "create", "--name", "ci", "--scopes", "ingest", Storage);
        Assert.Equal(0, exitCode);
        await using var service = await ServiceProcess.StartAsync("--urls", "http://0.0.0.0:0", Storage);
        var path = $"/api/project/autoland/push/{NewRevision()}/task/T/0/errorsummary";

        var refused = await service.Http.SendAsync(HttpMethod.Put, path, request => request.Content = new StringContent(""));
        var taken = await service.Http.SendAsync(HttpMethod.Put, path, request =>
        {
            request.Content = new StringContent("");
            request.AddHeaders(("Authorization", $"Bearer {output.Trim()}"), ("Host", "results.example"));
        });

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.Status, taken.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "urls=http://127.0.0.1:5080")]
    [InlineData(true, "urls=http://127.1.2.3:0")]
    [InlineData(true, "urls=http://localhost:5080")]
    [InlineData(true, "urls=https://LOCALHOST")]
    [InlineData(true, "urls=http://[::1]:5080")]
    [InlineData(true, "urls=http://127.0.0.1:1;http://[::1]:2; http://localhost:3 ;")]
    [InlineData(true, "urls=http://unix:/run/groupresults.sock")]
    [InlineData(true, "urls=nonsense")]
    [InlineData(true, "Kestrel:Endpoints:Main:Url=http://127.0.0.1:1")]
    [InlineData(true, "urls=http://127.0.0.1:1", "http_ports=8080")]
    [InlineData(false, "urls=http://0.0.0.0:5080")]
    [InlineData(false, "urls=http://[::]:5080")]
    [InlineData(false, "urls=http://*:5080")]
    [InlineData(false, "urls=http://+:5080")]
    [InlineData(false, "urls=http://10.0.0.1:5080")]
    [InlineData(false, "urls=http://results.example:5080")]
    [InlineData(false, "urls=http://localhost.example:5080")]
    [InlineData(false, "urls=http://127.0.0.1.example:5080")]
    [InlineData(false, "urls=http://127.0.0.1:1;http://0.0.0.0:2")]
    [InlineData(false, "http_ports=8080")]
    [InlineData(false, "https_ports=8443")]
    [InlineData(false, "urls= ", "http_ports=8080")]
    [InlineData(false, "Kestrel:Endpoints:Main:Url=http://*:1")]
    [InlineData(false, "Kestrel:Endpoints:A:Url=http://127.0.0.1:1", "Kestrel:Endpoints:B:Url=http://0.0.0.0:1")]
    [InlineData(false, "urls=http://127.0.0.1:1", "Kestrel:Endpoints:Main:Url=http://*:1")]
    public void Addresses_OfTheSettings_AreLoopbackOrNot(bool expected, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1]))
            .Build();

        Assert.Equal(expected, Addresses.AreLoopback(configuration));
    }

    private static void AssertRefused(string address, (int ExitCode, string Output, string Error) ended)
    {
        Assert.Equal(
            $"The service does not listen at '{address}' (--urls, ASPNETCORE_URLS), which other machines can reach, without an access token: "
            + "create one with the command 'tokens create --name NAME --scopes ingest', or listen at http://127.0.0.1:5080.\n",
            ended.Error);
        Assert.Equal(1, ended.ExitCode);
        Assert.DoesNotContain("Now listening", ended.Output, StringComparison.Ordinal);
    }
}

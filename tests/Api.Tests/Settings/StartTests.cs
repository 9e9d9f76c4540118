using System.Net;
using System.Net.Sockets;
using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Settings;

/// <summary>What an operator sees of a start that fails: one line that says why, and an exit code.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Start_WithABadSetting_EndsWithOneLine()
    {
        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(null, "--GroupResults:Cache:ActiveTtl=soon");

        Assert.Equal(
            "The setting GroupResults:Cache:ActiveTtl is 'soon'; it must be a duration from 00:00:01 to 30.00:00:00, written as [days.]hours:minutes:seconds.\n",
            error);
        Assert.Equal("", output);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_WithABadSettingInTheEnvironment_EndsWithOneLine()
    {
        var (exitCode, _, error) = await ServiceProcess.RunToEndAsync(environment => environment["GroupResults__Warming__PollInterval"] = "00:01:00");

        Assert.Equal(
            "The setting GroupResults:Warming:PollInterval is '00:01:00'; it must be a duration from 00:00:01 to 00:00:59, written as [days.]hours:minutes:seconds.\n",
            error);
        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("Data Source=:memory:", "ConnectionStrings:Storage must name a file, such as 'Data Source=data/groupresults.db': an in-memory database would lose acknowledged reports.\n")]
    [InlineData("Data Source=/", "The storage at / (ConnectionStrings:Storage) cannot be used: ")]
    public async Task Start_WithAStorageThatCannotBeUsed_EndsWithOneLine(string storage, string expected)
    {
        var (exitCode, _, error) = await ServiceProcess.RunToEndAsync(null, "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Storage={storage}");

        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_AtAnAddressInUse_EndsWithOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(null, "--urls", address);

        Assert.Equal($"The service cannot listen at '{address}' (--urls, ASPNETCORE_URLS): Address already in use\n", error);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_AtNoAddress_EndsWithOneLine()
    {
        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(null, "--urls", "nonsense");

        Assert.Equal("The service cannot listen at 'nonsense' (--urls, ASPNETCORE_URLS): Invalid url: 'nonsense'\n", error);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_WithDefaults_MakesItsStorageBelowTheWorkingDirectory()
    {
        await using var service = await ServiceProcess.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await service.Http.SendAsync(HttpMethod.Get, "/readyz")).Status);
        Assert.True(File.Exists(Path.Combine(service.DirectoryPath, "data", "groupresults.db")));
    }
}

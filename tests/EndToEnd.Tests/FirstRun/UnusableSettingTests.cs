using System.Net;
using System.Net.Sockets;
using GroupResults.EndToEnd.Tests.Processes;

namespace GroupResults.EndToEnd.Tests.FirstRun;

/// <summary>What cannot work stops the start, with one line for the operator.</summary>
public sealed class UnusableSettingTests
{
    private const string AnyFreePort = "http://127.0.0.1:0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithASettingOutOfRange_EndsWithOneLineThatNamesSettingValueAndRange()
    {
        using var directory = new TestDirectory();
        var line = await RefusalAsync(directory, "--urls", AnyFreePort, "--GroupResults:Warming:PollInterval=00:01:00");

        Assert.Equal(
            "The setting GroupResults:Warming:PollInterval is '00:01:00'; it must be a duration from 00:00:01 to 00:00:59, written as [days.]hours:minutes:seconds.",
            line);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task Start_WithStorageThatIsNoDatabase_EndsWithOneLine()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory.Combine("notes.txt"), new string('x', 4096), Cancellation);
        var line = await RefusalAsync(directory, "--urls", AnyFreePort, "--ConnectionStrings:Storage=Data Source=notes.txt");

        Assert.Contains("ConnectionStrings:Storage", line, StringComparison.Ordinal);
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(directory.Combine("notes.txt"), Cancellation));
    }

    [Fact]
    public async Task Start_AtAnAddressInUse_EndsWithOneLineThatNamesIt()
    {
        using var directory = new TestDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        Assert.Contains(address, await RefusalAsync(directory, "--urls", address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("banana")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://203.0.113.7:5080")]
    [InlineData("https://127.0.0.1:0")]
    public async Task Start_AtAnAddressThatCannotBe_EndsWithOneLineThatNamesIt(string address)
    {
        using var directory = new TestDirectory();

        Assert.Contains(address, await RefusalAsync(directory, "--urls", address), StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(TestDirectory directory, params IEnumerable<string> arguments)
    {
        await using var service = ServiceProcess.Launch(directory, arguments);
        var exitCode = await service.ExitCodeAsync(Cancellation);

        Assert.True(exitCode == 1, $"Exit code {exitCode}.\n{service.AllOutput()}");
        return Assert.Single(service.Error);
    }
}

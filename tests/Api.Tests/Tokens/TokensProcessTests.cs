using System.Text;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Tokens;

/// <summary>The command as an operator runs it, in a process of its own.</summary>
public sealed class TokensProcessTests
{
    [Fact]
    public async Task Create_BesideTheService_WritesTheSecretAloneAndStoresItsHash()
    {
        await using var running = await ServiceProcess.StartAsync();
        var files = Path.Combine(running.DirectoryPath, "data");

        var (exitCode, output, error) = await running.RunBesideAsync("tokens", "create", "--name", "ci", "--scopes", "ingest");

        Assert.Equal(0, exitCode);
        Assert.Matches("^grt_[0-9a-f]{16}_[A-Za-z0-9_-]{43}\n$", output);
        Assert.Contains(Path.Combine(files, "groupresults.db"), error, StringComparison.Ordinal);
        Assert.DoesNotContain(output[21..^1], error, StringComparison.Ordinal);
        Assert.True(TokenSecret.TryParse(output[..^1], out var secret));
        var stored = Directory.GetFiles(files).Select(ReadShared).ToList();
        Assert.Contains(stored, bytes => bytes.AsSpan().IndexOf(secret.Hash) >= 0);
        Assert.All(stored, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret.Text[21..]))));
        await using var other = new TestService { SharedDatabase = Path.Combine(files, "groupresults.db") };
        await other.InitializeAsync();
        var authenticator = other.Services.GetRequiredService<TokenAuthenticator>();
        Assert.Equal(secret.Id, (await authenticator.AuthenticateAsync(secret.Text, TestContext.Current.CancellationToken))?.Id);
    }

    [Fact]
    public async Task Create_StorageInTheEnvironment_IsTheServices()
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, _, error) = await ServiceProcess.RunToEndAsync(
            environment => environment["ConnectionStrings__Storage"] = $"Data Source={directory.File("env.db")}", "tokens", "create", "--name", "ci", "--scopes", "read");

        Assert.Equal(0, exitCode);
        Assert.Contains(directory.File("env.db"), error, StringComparison.Ordinal);
        Assert.True(File.Exists(directory.File("env.db")));
    }

    [Theory]
    [InlineData("There is no command 'token'. The commands are 'demo', 'schema' and 'tokens'; without a command the service starts.\n", "token", "list")]
    [InlineData("There is no option --all; --help lists them.\n", "tokens", "list", "--all")]
    [InlineData("The setting GroupResults:Cache:ActiveTtl is 'soon'; it must be a duration from 00:00:01 to 30.00:00:00, written as [days.]hours:minutes:seconds.\n", "tokens", "list", "--GroupResults:Cache:ActiveTtl=soon")]
    public async Task Run_WrongArguments_EndsWithOneLine(string message, params string[] arguments) =>
        Assert.Equal((1, "", message), await ServiceProcess.RunToEndAsync(null, arguments));

    [Fact]
    public async Task Help_AskedFor_NamesTheCommandsAndOptions()
    {
        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(null, "tokens", "create", "--help");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(["tokens create", "--name <NAME>", "--scopes <SCOPES>", "--repositories", "--expires"], part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_OfAll_NamesTheCommands()
    {
        using var output = new StringWriter();

        Assert.Equal(0, await CommandLine.RunAsync(["tokens", "--help"], output, TextWriter.Null, NotServedAsync));

        Assert.All(["create", "list", "revoke <ID>", "--ConnectionStrings:Storage="], part => Assert.Contains(part, output.ToString(), StringComparison.Ordinal));
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static Task<int> NotServedAsync(string[] settings, bool isDemo) => throw new InvalidOperationException("The service was to start.");
}

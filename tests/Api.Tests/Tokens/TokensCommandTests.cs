using System.Globalization;
using GroupResults.Api.Tests.Hosting;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Tokens;

/// <summary>The command on the database of a service that runs.</summary>
public sealed class TokensCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestService _service;

    public TokensCommandTests() => _service = new TestService { SharedDatabase = _directory.File("tokens.db") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Setting => $"--ConnectionStrings:Storage=Data Source={_directory.File("tokens.db")}";

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Create_Token_OpensTheRunningServicesDoor()
    {
        var (exitCode, output, error) = await RunAsync(
            "create", "--name", "ci of autoland", "--scopes", "read,ingest", "--repositories", "autoland, try", "--expires", "2199-01-31T02:00:00+02:00");

        Assert.Equal(0, exitCode);
        var token = await AuthenticateAsync(output.TrimEnd('\n'));
        Assert.Equal(
            ("ci of autoland", AccessScopes.Read | AccessScopes.Ingest, "autoland try", new DateTimeOffset(2199, 1, 31, 0, 0, 0, TimeSpan.Zero)),
            (token!.Name, token.Scopes, string.Join(' ', token.Repositories), token.ExpiresAt!.Value));
        Assert.Equal(
            $"""
            Created the token {token.Id} ('ci of autoland') in {_directory.File("tokens.db")}: read, ingest; autoland, try; until 2199-01-31T00:00:00Z.
            Secret, shown only once:

            """,
            error);
    }

    [Fact]
    public async Task Create_DurationToExpiry_CountsFromNow()
    {
        var earliest = TimeProvider.System.GetUtcNow().AddDays(90);
        var (_, output, _) = await RunAsync("create", "--name", "ci", "--scopes", "read", "--expires", "90.00:00:00");
        var latest = TimeProvider.System.GetUtcNow().AddDays(90);

        Assert.InRange((await AuthenticateAsync(output.TrimEnd('\n')))!.ExpiresAt!.Value, earliest, latest);
    }

    [Fact]
    public async Task Create_WithoutLimits_IsGoodForAllAndForEver()
    {
        var (_, output, error) = await RunAsync("create", "--name", "@sheriffs", "--scopes", "admin");

        var token = await AuthenticateAsync(output.TrimEnd('\n'));
        Assert.Equal(("@sheriffs", AccessScopes.Admin, 0, null), (token!.Name, token.Scopes, token.Repositories.Count, token.ExpiresAt));
        Assert.Contains("admin; all repositories; no expiry.\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'tokens' needs a command: create, list or revoke. See 'tokens --help'.")]
    [InlineData("Unrecognized command or argument 'delete'.", "delete")]
    [InlineData("Option '--name' is required.", "create", "--scopes", "read")]
    [InlineData("Option '--scopes' is required.", "create", "--name", "n")]
    [InlineData("Required argument missing for option: '--scopes'.", "create", "--name", "n", "--scopes")]
    [InlineData("There is no option --scope; the nearest is --scopes.", "create", "--name", "n", "--scopes", "read", "--scope", "admin")]
    [InlineData("Option '--name' expects a single argument but 2 were provided.", "create", "--name", "a", "--name", "b", "--scopes", "read")]
    [InlineData("--scopes has 'write'; it takes one or more of read, ingest, admin, separated by commas.", "create", "--name", "n", "--scopes", "read,write")]
    [InlineData("--scopes has ''; it takes one or more of read, ingest, admin, separated by commas.", "create", "--name", "n", "--scopes", "")]
    [InlineData("--name is empty; a name has 1 to 100 characters and no control characters.", "create", "--name", "", "--scopes", "read")]
    [InlineData("--repositories[0] is empty; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'.", "create", "--name", "n", "--scopes", "read", "--repositories", "")]
    [InlineData("--repositories[1] is 'a b'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'.", "create", "--name", "n", "--scopes", "read", "--repositories", "a,a\nb")]
    [InlineData("--repositories must be empty for a token with the scope admin, which can create tokens for any repository.", "create", "--name", "n", "--scopes", "admin", "--repositories", "try")]
    [InlineData("--expires is '90'; it takes a duration ([days.]hours:minutes:seconds, such as 90.00:00:00) or a time such as 2027-01-31T00:00:00Z.", "create", "--name", "n", "--scopes", "read", "--expires", "90")]
    [InlineData("--expires is '-1:00:00'; it takes a duration ([days.]hours:minutes:seconds, such as 90.00:00:00) or a time such as 2027-01-31T00:00:00Z.", "create", "--name", "n", "--scopes", "read", "--expires=-1:00:00")]
    [InlineData("--expires is '9999999.00:00:00'; it takes a duration ([days.]hours:minutes:seconds, such as 90.00:00:00) or a time such as 2027-01-31T00:00:00Z.", "create", "--name", "n", "--scopes", "read", "--expires", "9999999.00:00:00")]
    [InlineData("--expires is '2027-01-31T00:00:00'; it takes a duration ([days.]hours:minutes:seconds, such as 90.00:00:00) or a time such as 2027-01-31T00:00:00Z.", "create", "--name", "n", "--scopes", "read", "--expires", "2027-01-31T00:00:00")]
    [InlineData("--expires is 2020-01-31T00:00:00.0000000+00:00; it must be in the future.", "create", "--name", "n", "--scopes", "read", "--expires", "2020-01-31T00:00:00Z")]
    [InlineData("Required argument missing for command: 'revoke'.", "revoke")]
    [InlineData("ID is '0123456789abcdef'; there is no such token.", "revoke", "0123456789abcdef")]
    [InlineData("ID is not a token id; an id has 16 lower-case hexadecimal digits, and is not the secret.", "revoke", "grt_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Run_WrongArguments_EndsWithOneLine(string message, params string[] arguments)
    {
        Assert.Equal((1, "", message + "\n"), await RunAsync(arguments));
        Assert.Equal(0, _service.CountRows("AccessTokens"));
    }

    [Fact]
    public async Task List_Tokens_TellsTheirStates()
    {
        var now = TimeProvider.System.GetUtcNow();
        var made = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        await AddAsync("00000000000000aa", new AccessToken("", "ci", AccessScopes.Ingest, ["autoland", "try"], made, now.AddYears(100), null));
        await AddAsync("00000000000000bb", new AccessToken("", "old", AccessScopes.Read, [], made.AddHours(1), made.AddDays(1), null));
        await AddAsync("00000000000000cc", new AccessToken("", "a name that is longer than a column would get", AccessScopes.Admin, [], made.AddHours(2), null, made.AddDays(2)));

        var (exitCode, output, error) = await RunAsync("list");

        Assert.Equal(
            $"""
            ID                NAME                                      SCOPES  REPOSITORIES  CREATED               EXPIRES               STATE
            00000000000000aa  ci                                        ingest  autoland,try  2026-03-04T05:06:07Z  {now.AddYears(100).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  usable
            00000000000000bb  old                                       read    all           2026-03-04T06:06:07Z  2026-03-05T05:06:07Z  expired
            00000000000000cc  a name that is longer than a column would get  admin   all           2026-03-04T07:06:07Z  never                 revoked

            """,
            output);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task Revoke_Token_ShutsTheRunningServicesDoor()
    {
        var secret = (await RunAsync("create", "--name", "ci", "--scopes", "read")).Output.TrimEnd('\n');
        var token = await AuthenticateAsync(secret);

        var (exitCode, output, error) = await RunAsync("revoke", token!.Id);

        Assert.Null(await AuthenticateAsync(secret));
        Assert.Matches($@"^The token {token.Id} \('ci'\) was revoked at \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.\n$", output);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal((0, output, ""), await RunAsync("revoke", token.Id));
        Assert.Contains(" revoked\n", (await RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("revoke", "0123456789abcdef")]
    public async Task Run_NoSuchStorage_IsNotMade(params string[] arguments)
    {
        var missing = _directory.File("missing.db");

        var exception = await Assert.ThrowsAsync<Infrastructure.Storage.StorageUnusableException>(
            () => RunOnAsync($"--ConnectionStrings:Storage=Data Source={missing}", arguments));

        Assert.Equal($"There is no storage at {missing} (ConnectionStrings:Storage).", exception.Message);
        Assert.False(File.Exists(missing));
    }

    /// <summary>A setting may also stand apart from its value, and before what the command is to do.</summary>
    [Fact]
    public async Task Run_SettingInTwoParts_IsTakenToo()
    {
        using var output = new StringWriter();

        Assert.Equal(0, await CommandLine.RunAsync(
            ["tokens", "--ConnectionStrings:Storage", $"Data Source={_directory.File("tokens.db")}", "list"], output, TextWriter.Null, NotServedAsync));

        Assert.StartsWith("ID ", output.ToString(), StringComparison.Ordinal);
    }

    private ValueTask<AccessToken?> AuthenticateAsync(string secret) =>
        _service.Services.GetRequiredService<TokenAuthenticator>().AuthenticateAsync(secret, Cancellation);

    private Task AddAsync(string id, AccessToken token) =>
        _service.Services.GetRequiredService<IAccessTokens>().AddAsync(token with { Id = id }, TokenSecret.Generate().Hash, Cancellation);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunOnAsync(Setting, arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunOnAsync(string setting, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(["tokens", .. arguments, setting], output, error, NotServedAsync);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static Task<int> NotServedAsync(string[] settings, bool isDemo) => throw new InvalidOperationException("The service was to start.");
}

using GroupResults.Api.Tests.Hosting;

namespace GroupResults.Api.Tests.Settings;

/// <summary>What the program makes of its arguments.</summary>
public sealed class CommandLineTests
{
    private const string NoAddress = "--urls=nonsense";

    [Theory]
    [InlineData("GroupResults:Cache:ActiveTtl", "--help")]
    [InlineData("--urls", "-h")]
    [InlineData("tokens", "--help")]
    [InlineData("made-up pushes", "demo", "--help")]
    [InlineData("--output <FILE>", "schema", "export", "--help")]
    [InlineData("revoke", "tokens", "--help")]
    [InlineData("--expires", "tokens", "create", "--help")]
    public async Task Start_HelpAskedFor_PrintsItAndNothingElse(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.StartsWith("Description:", output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task Start_VersionAskedFor_PrintsIt()
    {
        var (exitCode, output, error) = await RunAsync("--version");

        Assert.Matches(@"^\d+\.\d+\.\d+(\+[0-9a-f]+)?\n$", output);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Theory]
    [InlineData("There is no option --url; the nearest is --urls.", "--url", "http://127.0.0.1:0")]
    [InlineData("There is no option --url; the nearest is --urls.", "--url=http://127.0.0.1:0")]
    [InlineData("There is no option --enviroment; the nearest is --environment.", "demo", "--enviroment", "Production")]
    [InlineData("There is no option -u; the nearest is -h.", "-u")]
    [InlineData("There is no option --port; --help lists them.", "--port", "5198")]
    [InlineData("There is no option --verbose; --help lists them.", "--verbose")]
    [InlineData("There is no setting GroupResults:Cach:X; --help lists them.", "--GroupResults:Cach:X=1")]
    [InlineData("There is no option --scope; the nearest is --scopes.", "tokens", "create", "--name", "n", "--scopes", "read", "--scope", "admin")]
    [InlineData("There is no setting GroupResults:Cache:ActivTtl; the nearest is GroupResults:Cache:ActiveTtl.", "--GroupResults:Cache:ActivTtl=00:01:00")]
    [InlineData("There is no setting GroupResults:Cahce:StableTtl; the nearest is GroupResults:Cache:StableTtl.", "--GroupResults:Cahce:StableTtl", "00:01:00")]
    [InlineData("There is no setting Cache:ActiveTtl; the nearest is GroupResults:Cache:ActiveTtl.", "--Cache:ActiveTtl=00:01:00")]
    [InlineData("There is no setting GroupResult:RateLimit:PerToken; the nearest is GroupResults:RateLimit:PerToken.", "demo", "--GroupResult:RateLimit:PerToken=1")]
    [InlineData("There is no setting ConnectionStrings:Redi; the nearest is ConnectionStrings:Redis.", "tokens", "list", "--ConnectionStrings:Redi=localhost")]
    [InlineData("There is no setting GroupResults:Http:Origins:0; the nearest is GroupResults:Http:Origins.", "--GroupResults:Http:Origins:0=*")]
    [InlineData("'schema' needs a command: export. See 'schema --help'.", "schema")]
    [InlineData("There is no option --outptu; the nearest is --output.", "schema", "export", "--outptu", "schema.graphql")]
    [InlineData("There is no command 'serve'. The commands are 'demo', 'schema' and 'tokens'; without a command the service starts.", "serve")]
    [InlineData("There is no command 'Tokens'. The commands are 'demo', 'schema' and 'tokens'; without a command the service starts.", "Tokens", "list")]
    [InlineData("Unrecognized command or argument 'urls=http://127.0.0.1:0'.", "--environment", "Production", "urls=http://127.0.0.1:0")]
    [InlineData("Required argument missing for option: '--environment'.", "--environment")]
    public async Task Start_UnknownArgument_EndsWithOneLineThatNamesTheNearest(string message, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);

        Assert.Equal((1, "", message + "\n"), (exitCode, output, error));
    }

    [Fact]
    public async Task Start_UnknownSettingInTheEnvironment_EndsWithOneLine()
    {
        var (exitCode, output, error) = await ServiceProcess.RunToEndAsync(environment => environment["GroupResults__Warming__PolInterval"] = "00:00:01", NoAddress);

        Assert.Equal((1, "", "There is no setting GroupResults:Warming:PolInterval; the nearest is GroupResults:Warming:PollInterval.\n"), (exitCode, output, error));
    }

    [Theory]
    [InlineData("--URLS")]
    [InlineData("--Urls")]
    public async Task Start_OptionInOtherCaseAndMoreThanOnce_IsTakenAndTheLastCounts(string option)
    {
        var (exitCode, _, error) = await ServiceProcess.RunToEndAsync(
            null, "--urls", "other", $"{option}=nonsense", "--Logging:LogLevel:Default=Warning", "--kestrel:Limits:MaxConcurrentConnections=5", "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "--groupresults:cache:activettl=00:01:00");

        Assert.Equal((1, "The service cannot listen at 'nonsense' (--urls, ASPNETCORE_URLS): Invalid url: 'nonsense'\n"), (exitCode, error));
    }


    /// <summary>Where the service would start, its address is one that ends it.</summary>
    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => ServiceProcess.RunToEndAsync(
        null,
        arguments switch
        {
            ["demo", .. var rest] => ["demo", NoAddress, .. rest],
            [['-', ..], ..] => [NoAddress, .. arguments],
            _ => arguments,
        });
}

using System.CommandLine;
using GroupResults.Api.Demo;
using GroupResults.Api.GraphQL;
using GroupResults.Api.Settings;
using GroupResults.Api.Tokens;

namespace GroupResults.Api;

/// <summary>
/// Parses the program's arguments: an optional command, options, and settings, which have a colon in their names. An unknown argument
/// stops the start; otherwise it would be ignored, and the operator would not notice.
/// </summary>
internal sealed class CommandLine
{
    /// <summary>ASP.NET Core's settings without a section. Like all settings, they are case-insensitive, and the last one wins.</summary>
    private static readonly Option<string[]>[] Host =
    [
        Setting("--urls", "ADDRESSES", $"The addresses to listen on, separated by semicolons. Default: {ServiceSettings.DefaultAddress}."),
        Setting("--environment", "NAME", "Development or Production. Default: Production."),
        Setting("--http_ports", "PORTS", "Ports to listen on at all addresses, instead of --urls."),
        Setting("--https_ports", "PORTS", "The same for HTTPS."),
        Setting("--AllowedHosts", "NAMES", "The host names that requests may use, separated by semicolons."),
        Setting("--OTEL_EXPORTER_OTLP_ENDPOINT", "ADDRESS", "The OTLP endpoint that the metrics are sent to."),
    ];

    private readonly string[] _arguments;
    private readonly string[] _settings;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly Func<string[], bool, Task<int>> _serve;

    private CommandLine(string[] all, TextWriter output, TextWriter error, Func<string[], bool, Task<int>> serve)
    {
        (_arguments, _settings) = Separate(all);
        (_output, _error, _serve) = (output, error, serve);
    }

    /// <param name="serve">Runs the service with these settings; the flag is true for the demo.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingException">A setting is invalid or unknown.</exception>
    internal static Task<int> RunAsync(string[] all, TextWriter output, TextWriter error, Func<string[], bool, Task<int>> serve) =>
        new CommandLine(all, output, error, serve).RunAsync();

    private async Task<int> RunAsync()
    {
        if (_arguments is [[not '-', ..] command, ..] && command is not (DemoCommand.Name or SchemaCommand.Name or TokensCommand.Name))
        {
            return await RefuseAsync(
                $"There is no command '{command}'. The commands are '{DemoCommand.Name}', '{SchemaCommand.Name}' and '{TokensCommand.Name}'; without a command the service starts.");
        }

        foreach (var setting in _settings.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))) SettingNames.RefuseUnknown(NameOf(setting)[2..]);

        // A leading @ is part of a name, not a file to read arguments from.
        var parsed = Describe().Parse(_arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is not { ClearsParseErrors: true })
        {
            if (parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } option) return await RefuseAsync(Unknown(option, parsed));
            if (parsed.Errors is [var first, ..]) return await RefuseAsync(first.Message);
        }

        // The service handles termination signals itself.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = _output, Error = _error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private RootCommand Describe()
    {
        var demo = new Command(DemoCommand.Name, $"Starts the service with about twenty made-up pushes, stored in {DemoCommand.ConnectionString["Data Source=".Length..]} unless a setting names another storage.");
        demo.SetAction(parsed => _serve(SettingsOf(parsed), true));
        var root = new RootCommand(
            $"""
            GroupResults stores which test groups passed and failed on a push, and in which task. Without a command the service starts.

            Settings are given as --NAME=VALUE, in the environment with __ for each colon, or in appsettings.json:
              {string.Join("\n  ", SettingNames.All)}
            """)
        {
            demo, new SchemaCommand(_output, RefuseAsync).Describe(), new TokensCommand(_settings, _output, _error, RefuseAsync).Describe(),
        };
        foreach (var option in Host)
        {
            root.Options.Add(option);
            demo.Options.Add(option);
        }

        root.SetAction(parsed => _serve(SettingsOf(parsed), false));
        return root;
    }

    private string[] SettingsOf(ParseResult parsed) =>
        [.. Host.SelectMany(option => (parsed.GetValue(option) ?? []).Select(value => $"{option.Name}={value}")), .. _settings];

    private static string Unknown(string token, ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive))
            .SelectMany(option => option.Aliases.Prepend(option.Name));
        return $"There is no option {NameOf(token)}; {NearestName.Hint(NameOf(token), names.Where(name => name.StartsWith('-')))}.";
    }

    private async Task<int> RefuseAsync(string message)
    {
        await _error.WriteLineAsync(string.Concat(message.Select(character => char.IsControl(character) ? ' ' : character)));
        return 1;
    }

    /// <summary>Splits off the settings: their names have a colon, such as <c>--ConnectionStrings:Storage=…</c>. A value may be the next argument.</summary>
    private static (string[] Arguments, string[] Settings) Separate(string[] all)
    {
        List<string> arguments = [];
        List<string> settings = [];
        for (var i = 0; i < all.Length; i++)
        {
            var name = NameOf(all[i]);
            var isSetting = name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal);
            if (isSetting) settings.Add(all[i]);
            else arguments.Add((Host.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase))?.Name ?? name) + all[i][name.Length..]);
            if (isSetting && name == all[i] && i + 1 < all.Length) settings.Add(all[++i]);
        }

        return ([.. arguments], [.. settings]);
    }

    private static string NameOf(string argument) => argument.Split('=')[0];

    private static Option<string[]> Setting(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = description, Arity = ArgumentArity.OneOrMore };
}

namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>The service's command for access tokens, as an operator runs it in the service's directory.</summary>
internal static class Tokens
{
    /// <summary>Makes a token. Returns its secret.</summary>
    /// <param name="scopes">With commas between them.</param>
    internal static async Task<string> CreateAsync(
        TestDirectory directory, string name, string scopes, CancellationToken cancellationToken) =>
        Assert.Single((await RunAsync(directory, cancellationToken, "create", "--name", name, "--scopes", scopes)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs the command to its end, which must be a good one.</summary>
    internal static async Task<CommandResult> RunAsync(TestDirectory directory, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        await using var command = ServiceProcess.Launch(directory, ["tokens", .. arguments]);
        var exitCode = await command.ExitCodeAsync(cancellationToken);
        var result = new CommandResult(exitCode, string.Join('\n', command.Output), string.Join('\n', command.Error));
        result.Succeeded();
        return result;
    }
}

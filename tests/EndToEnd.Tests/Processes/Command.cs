using System.Diagnostics;

namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>What a finished command left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a command that ended well; anything else fails the test.</summary>
    internal string Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}.\n{Error}\n{Output}");
        return Output;
    }
}

/// <summary>Runs real commands, such as curl, to their end.</summary>
internal static class Command
{
    internal static Task<CommandResult> CurlAsync(string directory, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        RunAsync(directory, "curl", ["--silent", "--show-error", "--fail-with-body", .. arguments], cancellationToken);

    /// <summary>As a terminal runs it; the first command that fails ends the script.</summary>
    internal static Task<CommandResult> BashAsync(string directory, string script, CancellationToken cancellationToken) =>
        RunAsync(directory, "bash", ["-e", "-o", "pipefail", "-c", script], cancellationToken);

    /// <summary>Runs any command to its end.</summary>
    internal static async Task<CommandResult> RunAsync(
        string directory, string command, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(directory, command, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Eventually.Limit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not end.\n{await error}\n{await output}");
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    internal static Process Start(string directory, string command, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}

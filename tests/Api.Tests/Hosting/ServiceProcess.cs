using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>The built service as an operator starts it, in a process and a directory of its own.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly bool _isGuest;
    private readonly Process _process;

    private ServiceProcess(TemporaryDirectory? directory, Action<IDictionary<string, string?>>? setEnvironment, params string[] arguments)
    {
        _isGuest = directory is not null;
        _directory = directory ?? new TemporaryDirectory();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GroupResults.Api.dll"), .. arguments])
        {
            WorkingDirectory = _directory.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        setEnvironment?.Invoke(start.Environment);
        start.LeaveNothingBehind();
        _process = Process.Start(start)!;
    }

    internal HttpClient Http { get; private set; } = null!;

    internal string DirectoryPath => _directory.Path;

    /// <summary>For a start that fails: waits for the end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(
        Action<IDictionary<string, string?>>? setEnvironment, params string[] arguments)
    {
        await using var service = new ServiceProcess(null, setEnvironment, arguments);
        return await service.EndAsync();
    }

    /// <summary>A command in the directory of this service, while it runs.</summary>
    internal async Task<(int ExitCode, string Output, string Error)> RunBesideAsync(params string[] arguments)
    {
        await using var command = new ServiceProcess(_directory, null, arguments);
        return await command.EndAsync();
    }

    /// <summary>Starts the service on a free port, in Development unless told otherwise, and waits until it says where it listens.</summary>
    internal static async Task<ServiceProcess> StartAsync(params string[] arguments)
    {
        var service = new ServiceProcess(null, null, ["--environment", "Development", "--urls", "http://127.0.0.1:0", .. arguments]);
        while (await service._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;
            service.Http = TestService.NewClient(new Uri(match.Groups["address"].Value.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)));
            _ = service._process.StandardOutput.ReadToEndAsync(CancellationToken.None); // So that it never waits for a reader.
            _ = service._process.StandardError.ReadToEndAsync(CancellationToken.None);
            return service;
        }

        var error = await service._process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await service.DisposeAsync();
        throw new InvalidOperationException($"The service ended before it listened: {error}");
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        if (!_isGuest) _directory.Dispose();
    }

    private async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await output, await error);
    }

    [GeneratedRegex("Now listening on: (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex Listening();
}

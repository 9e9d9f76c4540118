using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GroupResults.EndToEnd.Tests.Processes;

/// <summary>The service as a user runs it: its own process, started in a directory of the test's.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    /// <summary>The system chooses a free port; the service says which.</summary>
    private const string AnyFreePort = "http://127.0.0.1:0";

    private const int LastWords = 60;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _error.Enqueue(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal Uri Address => _listening.Task.IsCompletedSuccessfully
        ? _listening.Task.Result
        : throw new InvalidOperationException("The service does not listen yet.");

    internal IReadOnlyCollection<string> Output => _output;

    internal IReadOnlyCollection<string> Error => _error;

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>Starts the service at a free port, in Development unless told otherwise, and waits until it serves. It must.</summary>
    internal static async Task<ServiceProcess> StartAsync(
        TestDirectory directory, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var service = Launch(directory, ["--environment", "Development", "--urls", AnyFreePort, .. arguments]);
        try
        {
            Assert.True(await service.ListensAsync(cancellationToken), $"The service ended instead of serving.\n{service.AllOutput()}");
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service with just these arguments, and waits for nothing.</summary>
    internal static ServiceProcess Launch(TestDirectory directory, params IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "GroupResults.Api.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = directory.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Only what the test gives is set: neither the machine's nor the test runner's own settings reach the service.
        var foreign = start.Environment.Keys.Where(name => ForeignSetting().IsMatch(name)).ToList();
        foreach (var name in foreign) start.Environment.Remove(name);
        start.LeaveNothingBehind();
        return new ServiceProcess(start);
    }

    /// <summary>True as soon as it listens; false where it ends without.</summary>
    internal async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_listening.Task, _process.WaitForExitAsync(cancellationToken))
            .WaitAsync(Eventually.Limit, TimeProvider.System, cancellationToken);
        return _listening.Task.IsCompletedSuccessfully;
    }

    /// <summary>SIGTERM, without waiting.</summary>
    internal async Task RequestStopAsync(CancellationToken cancellationToken) =>
        (await Command.BashAsync(Path.GetTempPath(), $"kill -TERM {_process.Id}", cancellationToken)).Succeeded();

    /// <summary>SIGTERM; returns the exit code.</summary>
    internal async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await RequestStopAsync(cancellationToken);
        return await ExitCodeAsync(cancellationToken);
    }

    /// <summary>Waits for the end and for the rest of the output.</summary>
    internal async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Eventually.Limit, TimeProvider.System, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    internal async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await ExitCodeAsync(cancellationToken);
    }

    internal string AllOutput() => string.Join('\n', _output.Concat(_error));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // Shown where the test fails.
        TestContext.Current.TestOutputHelper?.WriteLine($"The service's last words:\n{string.Join('\n', _output.Concat(_error).TakeLast(LastWords))}");
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (NowListening().Match(line) is { Success: true } match) _listening.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex("Now listening on: (?<address>https?://[^\"\\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex NowListening();

    [GeneratedRegex("^(ASPNETCORE_|DOTNET_ENVIRONMENT$|GroupResults__|ConnectionStrings__|OTEL_|Logging__|URLS$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Eventually.LimitMilliseconds)]
    private static partial Regex ForeignSetting();
}

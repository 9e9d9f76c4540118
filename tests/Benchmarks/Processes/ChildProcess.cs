using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GroupResults.Benchmarks.Processes;

/// <summary>A process that goes when this one is done with it, with all it started. What it says goes to the standard error.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(ProcessStartInfo start, string name)
    {
        _name = name;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        _process.OutputDataReceived += Show;
        _process.ErrorDataReceived += Show;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal static ChildProcess Start(ProcessStartInfo start, string name) => new(start, name);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>At once; it has gone when this is done.</summary>
    internal void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Show(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null) Console.Error.WriteLine($"[{_name}] {line.Data}");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GroupResults.Tests;

/// <summary>
/// A real redis-server at a port of its own, kept in memory only, that a test can stop, hang, kill and start again. A
/// server that cannot be started fails the test.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private Process? _process;

    private RedisServer(int port) => Port = port;

    internal int Port { get; }

    internal string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    internal static async Task<RedisServer> StartNewAsync(CancellationToken cancellationToken)
    {
        var server = new RedisServer(FreePort());
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, empty, at the port it had before; returns when it answers.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        Assert.True(_process is null, "It runs already.");
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--dir", Path.GetTempPath(), "--loglevel", "warning",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        var started = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            Assert.False(_process.HasExited, "redis-server ended instead of serving.");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < StartLimit, "redis-server does not answer.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>SIGTERM: it closes its connections in order.</summary>
    internal Task StopAsync(CancellationToken cancellationToken) => EndAsync("TERM", cancellationToken);

    /// <summary>SIGKILL.</summary>
    internal Task KillAsync(CancellationToken cancellationToken) => EndAsync("KILL", cancellationToken);

    /// <summary>SIGSTOP: connections stay open, and nothing is answered.</summary>
    internal Task HangAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    /// <summary>SIGCONT: it goes on, and answers what was sent in the meantime.</summary>
    internal Task ContinueAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>How many keys it holds.</summary>
    internal async Task<int> CountKeysAsync(CancellationToken cancellationToken) =>
        int.Parse((await AskAsync("DBSIZE", cancellationToken)).TrimStart(':'), CultureInfo.InvariantCulture);

    internal Task FlushAsync(CancellationToken cancellationToken) => AskAsync("FLUSHALL", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            _process.Kill(); // Ends a hung one too.
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _process = null;
    }

    private async Task EndAsync(string signal, CancellationToken cancellationToken)
    {
        await SignalAsync(signal, cancellationToken);
        await _process!.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        Assert.True(_process is { HasExited: false }, "It does not run.");
        using var kill = Process.Start(
            "bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process!.Id}")]);
        await kill.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync("PING", cancellationToken) == "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>The first line of the answer to an inline command.</summary>
    private async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancellationToken) ?? "";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GroupResults.Tests;

/// <summary>
/// A Redis of its own on a free port of the loopback interface, without persistence. Needs <c>redis-server</c>: where
/// it is missing, the tests fail. Used by several test projects (linked).
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private Process? _process;

    /// <summary>Stays the same when the server is started again.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Asked of its clients; null: none is. Without spaces, commas and quotes.</summary>
    public string? Password { get; init; }

    /// <summary>StackExchange.Redis's form, with the password.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}{(Password is null ? "" : ",password=" + Password)}");

    /// <summary>For clients whose time is a test's: none of their own limits, which go by real time, ends a call on a busy machine.</summary>
    internal string PatientConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"{ConnectionString},asyncTimeout={Eventually.LimitMilliseconds}");

    private string DumpName => string.Create(CultureInfo.InvariantCulture, $"groupresults-test-{Port}.rdb");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>Returns when the server answers. It is empty.</summary>
    public async Task StartAsync()
    {
        if (_process is not null) throw new InvalidOperationException("The server runs already.");
        var start = new ProcessStartInfo("redis-server") { UseShellExecute = false, RedirectStandardOutput = true };
        string[] dump = ["--dir", Path.GetTempPath(), "--dbfilename", DumpName, "--rdbcompression", "no"];
        string[] password = Password is null ? [] : ["--requirepass", Password];
        foreach (var argument in (string[])
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. dump, .. password])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        var started = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited) throw new InvalidOperationException($"redis-server ended with {_process.ExitCode}.");
            if (TimeProvider.System.GetElapsedTime(started) > Eventually.Limit) throw new TimeoutException("redis-server does not answer.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>SIGTERM: it closes its connections in order. Nothing of its contents is left.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process!.WaitForExitAsync();
        Forget();
    }

    /// <summary>SIGKILL; nothing of its contents is left. Does nothing where the server does not run.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        Forget();
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        var id = (_process ?? throw new InvalidOperationException("The server does not run.")).Id;
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {id}")]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0) throw new InvalidOperationException($"SIG{signal} could not be sent.");
    }

    /// <summary>How many keys it holds.</summary>
    public async Task<int> CountKeysAsync() => int.Parse((await AskAsync("DBSIZE")).TrimStart(':'), CultureInfo.InvariantCulture);

    /// <summary>Forgets every key.</summary>
    public async Task FlushAsync() => await AskAsync("FLUSHALL");

    /// <summary>All keys and values, each as it is.</summary>
    public async Task<byte[]> DumpAsync()
    {
        if (await AskAsync("SAVE") is var answer and not "+OK") throw new InvalidOperationException($"The dump could not be made: {answer}");
        var file = Path.Combine(Path.GetTempPath(), DumpName);
        var bytes = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return bytes;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await AskAsync("PING") is "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>The first line of the answer to an inline command.</summary>
    private async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        var login = Password is null ? "" : $"AUTH {Password}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{login}{command}\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        if (Password is not null) await reader.ReadLineAsync();
        return await reader.ReadLineAsync() ?? "";
    }

    private void Forget()
    {
        _process!.Dispose();
        _process = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

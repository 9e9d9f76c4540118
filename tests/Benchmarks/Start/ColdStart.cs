using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Start;

/// <summary>A program that is started, asked one thing as soon as it listens, and ended.</summary>
/// <param name="Program">The path of the executable.</param>
/// <param name="Path">What to ask for.</param>
internal sealed record ColdStart(string Name, string Program, string[] Arguments, string Path)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal List<double> Milliseconds { get; } = [];

    /// <summary>From the start of the process to the last byte of the first answer.</summary>
    internal async Task MeasureAsync(bool counts, CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        var start = new ProcessStartInfo(Program, [.. Arguments, $"--urls=http://127.0.0.1:{port}"]);
        ServiceProcess.SetProduction(start);
        start.Environment["DOTNET_ROOT"] = DotnetRoot();
        var clock = Stopwatch.StartNew();
        await using var process = ChildProcess.Start(start, Name);
        using var connection = await ConnectAsync(process, port, clock, cancellationToken);
        var request = $"GET {Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
        await connection.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        var answer = await ReadAllAsync(connection, cancellationToken);
        if (counts) Milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        if (!answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)) throw new InvalidOperationException($"{Name} answered: {answer}");
    }

    private async Task<Socket> ConnectAsync(ChildProcess process, int port, Stopwatch clock, CancellationToken cancellationToken)
    {
        while (clock.Elapsed < Timeout && !process.HasExited)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            }
        }

        throw new InvalidOperationException($"{Name} did not start to listen.");
    }

    /// <returns>The beginning of the answer, which is read to its end.</returns>
    private static async Task<string> ReadAllAsync(Socket connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var beginning = "";
        while (await connection.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (beginning.Length == 0) beginning = Encoding.ASCII.GetString(buffer, 0, Math.Min(read, 200));
        }

        return beginning;
    }

    /// <summary>Of the .NET that runs this: the executables of published programs look for theirs there.</summary>
    private static string DotnetRoot() =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}

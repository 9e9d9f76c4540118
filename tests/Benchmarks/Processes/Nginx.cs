using System.Diagnostics;
using System.Net.Sockets;

namespace GroupResults.Benchmarks.Processes;

/// <summary>A file that nginx serves, and its compressed form for clients that accept gzip.</summary>
internal sealed record StaticFile(string Name, byte[] Plain, byte[] Gzip);

/// <summary>
/// nginx with static files, on a configuration of its own: as fast as Debian's nginx sends files. No log, files sent by
/// the kernel and kept open, connections that never end, and gzip never made but taken from beside the file.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly ChildProcess _process;
    private readonly string _directory;

    private Nginx(ChildProcess process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    internal Uri Address { get; }

    internal static async Task<Nginx> StartAsync(IEnumerable<StaticFile> files, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("groupresults-nginx").FullName;
        foreach (var file in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, file.Name), file.Plain, cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(directory, $"{file.Name}.gz"), file.Gzip, cancellationToken);
        }

        var port = ChildProcess.FreePort();
        await File.WriteAllTextAsync(ConfigurationFile(directory), Configuration(directory, port), cancellationToken);
        var nginx = new Nginx(ChildProcess.Start(Command(directory, "-e", "stderr"), "nginx"), directory, port);
        try
        {
            await nginx.WaitUntilListeningAsync(cancellationToken);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>In nginx's own way: killed, it would leave its workers to whoever adopts them.</summary>
    private async Task StopAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout, TimeProvider.System);
        try
        {
            await using var stop = ChildProcess.Start(Command(_directory, "-e", "/dev/null", "-s", "stop"), "nginx");
            await stop.ExitCodeAsync(timeout.Token);
            await _process.ExitCodeAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // It will be killed.
        }
    }

    private static ProcessStartInfo Command(string directory, params string[] arguments) =>
        new(Tools.Nginx, ["-p", directory, "-c", ConfigurationFile(directory), .. arguments]);

    private static string ConfigurationFile(string directory) => Path.Combine(directory, "nginx.conf");

    /// <summary>As root, nginx's workers would become a user who may not read the directory.</summary>
    private static string Configuration(string directory, int port) =>
        $$"""
        {{(Environment.IsPrivilegedProcess ? "user root root;" : "")}}
        daemon off;
        worker_processes auto;
        error_log stderr warn;
        pid {{directory}}/nginx.pid;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          tcp_nodelay on;
          keepalive_timeout 1h;
          keepalive_requests 1000000000;
          open_file_cache max=100 inactive=1h;
          open_file_cache_valid 1h;
          default_type application/json;
          gzip_static on;
          client_body_temp_path {{directory}}/client;
          proxy_temp_path {{directory}}/proxy;
          fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi;
          scgi_temp_path {{directory}}/scgi;
          server {
            listen 127.0.0.1:{{port}};
            root {{directory}};
          }
        }
        """;

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!_process.HasExited && TimeProvider.System.GetElapsedTime(started) < StartTimeout)
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(Address.Host, Address.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            }
        }

        throw new InvalidOperationException("nginx did not start to listen.");
    }
}

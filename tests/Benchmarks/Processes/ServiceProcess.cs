using System.Diagnostics;

namespace GroupResults.Benchmarks.Processes;

/// <summary>A child process that serves HTTP on a free port of the loopback interface.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    internal const string GroupResults = "GroupResults.Api.dll";
    internal const string Bare = "GroupResults.BareService.dll";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address };
    }

    internal Uri Address { get; }

    /// <summary>The header that reports need.</summary>
    internal string Authorization { get; private set; } = "";

    /// <summary>One connection, kept alive, which may report.</summary>
    internal HttpClient Client { get; }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <param name="program">An assembly that lies beside this one.</param>
    /// <param name="arguments">Made from the address to listen on.</param>
    /// <param name="serverGc">For a program that is not built as a web application, whose default this is.</param>
    internal static async Task<ServiceProcess> StartAsync(
        string program, Func<string, string[]> arguments, bool serverGc = false, CancellationToken cancellationToken = default)
    {
        var url = $"http://127.0.0.1:{ChildProcess.FreePort()}";
        var start = new ProcessStartInfo(Tools.Dotnet) { WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments(url)) start.ArgumentList.Add(argument);
        SetProduction(start);
        if (serverGc) start.Environment["DOTNET_gcServer"] = "1";
        var service = new ServiceProcess(ChildProcess.Start(start, program), new Uri(url));
        try
        {
            await service.WaitUntilReadyAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>The service on a database, with every setting at its default but those given, and with a token for reports.</summary>
    internal static async Task<ServiceProcess> StartGroupResultsAsync(
        string database, CancellationToken cancellationToken = default, params string[] settings)
    {
        var storage = $"--ConnectionStrings:Storage=Data Source={database}";
        var authorization = $"Bearer {await CreateTokenAsync(storage, cancellationToken)}";
        var service = await StartAsync(GroupResults, url => [$"--urls={url}", storage, .. settings], cancellationToken: cancellationToken);
        service.Authorization = authorization;
        service.Client.DefaultRequestHeaders.Add("Authorization", authorization);
        return service;
    }

    private static async Task<string> CreateTokenAsync(string storage, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Tools.Dotnet, [Path.Combine(AppContext.BaseDirectory, GroupResults), "tokens", "create", "--name", "benchmark", "--scopes", "ingest", storage])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The command 'tokens' did not start.");
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var secret = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? secret.Trim() : throw new InvalidOperationException($"There is no token: {await error}");
    }

    /// <summary>As on a server: no development pages, and nothing is logged for a request.</summary>
    internal static void SetProduction(ProcessStartInfo start)
    {
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning";
    }

    internal void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!_process.HasExited && TimeProvider.System.GetElapsedTime(started) < StartTimeout)
        {
            try
            {
                using var response = await Client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException($"The service at {Address} did not become ready.");
    }
}

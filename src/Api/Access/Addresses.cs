using System.Net.Sockets;
using GroupResults.Api.Settings;
using GroupResults.Application.Access;

namespace GroupResults.Api.Access;

/// <summary>The service cannot listen at a configured address. The message is one line for the operator.</summary>
internal sealed class AddressUnusableException(string message, Exception? inner = null) : Exception(message, inner);

internal static class Addresses
{
    /// <summary>These listen on all addresses of the machine.</summary>
    private static readonly string[] PortSettings = ["http_ports", "https_ports"];

    private static readonly string[] AddressSettings = ["urls", .. PortSettings];

    /// <summary>Applies the default address, unless another is set in any of ASP.NET Core's ways.</summary>
    internal static void UseDefaultAddress(this IWebHostBuilder host, IConfiguration configuration)
    {
        var isSet = AddressSettings.Any(name => !string.IsNullOrWhiteSpace(configuration[name]))
            || HasEndpoints(configuration);
        if (!isSet) host.UseUrls(ServiceSettings.DefaultAddress);
    }

    /// <summary>Suppresses the host's log of a failed start, a stack trace. <see cref="StartListeningAsync"/> throws the line that matters.</summary>
    internal static void SuppressFailedStarts(this ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

    /// <exception cref="AddressUnusableException">An address is in use, forbidden, not this machine's, invalid, or lacks its certificate.</exception>
    internal static async Task StartListeningAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Kestrel nests these exceptions and mostly omits the address. The first line of the innermost is the reason.
            var reason = exception.GetBaseException().Message.Split('\n')[0];
            throw new AddressUnusableException(
                $"The service cannot listen at '{AddressesOf(app.Configuration)}' (--urls, ASPNETCORE_URLS): {reason}", exception);
        }
    }

    /// <summary>Whether only this machine can reach the configured addresses, or the default one.</summary>
    internal static bool AreLoopback(IConfiguration configuration)
    {
        if (PortSettings.Any(name => !string.IsNullOrWhiteSpace(configuration[name])) && string.IsNullOrWhiteSpace(configuration["urls"])) return false;
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "");
        return urls.Concat(endpoints).All(IsLoopback);
    }

    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || HostNames.IsLoopback(address.Host);
        }
        catch (FormatException)
        {
            return true; // The server cannot listen there.
        }
    }

    /// <summary>Requires that a usable access token exists if other machines can reach the service.</summary>
    /// <exception cref="AddressUnusableException">There is none.</exception>
    internal static async Task EnsureGuardedAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        if (AreLoopback(app.Configuration)) return;
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await app.Services.GetRequiredService<IAccessTokens>().AnyUsableAsync(now, cancellationToken)) return;
        throw new AddressUnusableException(
            $"The service does not listen at '{AddressesOf(app.Configuration)}' (--urls, ASPNETCORE_URLS), which other machines can reach, without an access token: "
            + "create one with the command 'tokens create --name NAME --scopes ingest', or listen at http://127.0.0.1:5080.");
    }

    /// <summary>The addresses as configured, for a message.</summary>
    private static string AddressesOf(IConfiguration configuration) =>
        AddressSettings.Select(name => configuration[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
        ?? (HasEndpoints(configuration) ? "Kestrel:Endpoints" : ServiceSettings.DefaultAddress);

    private static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}

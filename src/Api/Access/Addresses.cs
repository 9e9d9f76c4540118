using System.Net.Sockets;
using GroupResults.Api.Settings;
using GroupResults.Application.Access;

namespace GroupResults.Api.Access;

/// <summary>The service cannot listen where it was told to. The message is one line for the operator.</summary>
internal sealed class AddressUnusableException(string message, Exception? inner = null) : Exception(message, inner);

internal static class Addresses
{
    /// <summary>They mean any address of the machine.</summary>
    private static readonly string[] PortSettings = ["http_ports", "https_ports"];

    private static readonly string[] AddressSettings = ["urls", .. PortSettings];

    /// <summary>Only where no other address is set, by any of ASP.NET Core's ways.</summary>
    internal static void UseDefaultAddress(this IWebHostBuilder host, IConfiguration configuration)
    {
        var isSet = AddressSettings.Any(name => !string.IsNullOrWhiteSpace(configuration[name]))
            || HasEndpoints(configuration);
        if (!isSet) host.UseUrls(ServiceSettings.DefaultAddress);
    }

    /// <summary>The host would log what is thrown below with its stack trace; what matters of it is the one line.</summary>
    internal static void LeaveOutFailedStarts(this ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

    /// <exception cref="AddressUnusableException">An address is in use, not allowed, not this machine's, without its certificate, or no address.</exception>
    internal static async Task StartListeningAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Kestrel says these things in several lines and layers, mostly without the address; the innermost has the reason.
            var reason = exception.GetBaseException().Message.Split('\n')[0];
            throw new AddressUnusableException(
                $"The service cannot listen at '{AddressesOf(app.Configuration)}' (--urls, ASPNETCORE_URLS): {reason}", exception);
        }
    }

    /// <summary>Whether only this machine can reach the addresses that are set, or the default one.</summary>
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
            return true; // The server will not listen there.
        }
    }

    /// <summary>Beyond this machine somebody must be able to say who may report.</summary>
    /// <exception cref="AddressUnusableException">Nobody is.</exception>
    internal static async Task EnsureGuardedAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        if (AreLoopback(app.Configuration)) return;
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await app.Services.GetRequiredService<IAccessTokens>().AnyUsableAsync(now, cancellationToken)) return;
        throw new AddressUnusableException(
            $"The service does not listen at '{AddressesOf(app.Configuration)}' (--urls, ASPNETCORE_URLS), beyond this machine, without an access token: "
            + "make one with the command 'tokens create --name NAME --scopes ingest', or listen at http://127.0.0.1:5080.");
    }

    /// <summary>As they are set, for a message.</summary>
    private static string AddressesOf(IConfiguration configuration) =>
        AddressSettings.Select(name => configuration[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
        ?? (HasEndpoints(configuration) ? "Kestrel:Endpoints" : ServiceSettings.DefaultAddress);

    private static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}

using System.Net.Sockets;

namespace GroupResults.Api.Settings;

/// <summary>The service cannot listen where it was told to. The message is one line for the operator.</summary>
internal sealed class AddressUnusableException(string message, Exception inner) : Exception(message, inner);

internal static class Addresses
{
    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

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
            var addresses = AddressSettings.Select(name => app.Configuration[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
                ?? (HasEndpoints(app.Configuration) ? "Kestrel:Endpoints" : ServiceSettings.DefaultAddress);
            var reason = exception.GetBaseException().Message.Split('\n')[0];
            throw new AddressUnusableException(
                $"The service cannot listen at '{addresses}' (--urls, ASPNETCORE_URLS): {reason}", exception);
        }
    }

    private static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}

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
            || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isSet) host.UseUrls(ServiceSettings.DefaultAddress);
    }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="AddressUnusableException">An address is taken, not this machine's, or none at all.</exception>
    internal static async Task ListenAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Kestrel says these things in several lines and layers; the innermost has the reason.
            var addresses = AddressSettings.Select(name => app.Configuration[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
            var reason = exception.GetBaseException().Message.Split('\n')[0];
            throw new AddressUnusableException($"The service cannot listen at {addresses ?? "Kestrel:Endpoints"}: {reason}", exception);
        }
    }
}

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
}

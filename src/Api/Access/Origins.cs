using GroupResults.Api.Settings;

namespace GroupResults.Api.Access;

/// <summary>Decides which pages may use the service from a browser.</summary>
internal sealed class Origins(HttpSettings settings)
{
    /// <summary>False for a page of another origin that is not on the list. Without an origin, a request is from no page or from this origin.</summary>
    internal bool IsAllowed(HttpRequest request) => request.Headers.Origin is not [var origin, ..] || IsListed(origin) || IsOwn(request, origin);

    /// <summary>
    /// Whether a page of another site made the browser send the request, according to the browser's own headers. A request without an
    /// origin is allowed if a person follows a link, but not if a page loads an image or a script.
    /// </summary>
    internal bool IsForeign(HttpRequest request)
    {
        if (!request.Headers["Sec-Fetch-Site"].ToString().Equals("cross-site", StringComparison.OrdinalIgnoreCase)) return false;
        return request.Headers.Origin.Count > 0 ? !IsAllowed(request) : request.Headers["Sec-Fetch-Mode"] != "navigate";
    }

    /// <summary>Whether the settings allow the origin.</summary>
    internal bool IsListed(string? origin) => settings.Origins.Contains(HttpSettings.AnyOrigin)
        || (origin is not null && (settings.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) || (settings.LoopbackOrigins && IsLoopback(origin))));

    private static bool IsLoopback(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && HostNames.IsLoopback(uri.Host);

    private static bool IsOwn(HttpRequest request, string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

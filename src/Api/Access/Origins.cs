using GroupResults.Api.Settings;

namespace GroupResults.Api.Access;

/// <summary>Which browsers' pages may use the service.</summary>
internal sealed class Origins(HttpSettings settings)
{
    /// <summary>False for a page from elsewhere that is not on the list. Who sends no origin is no page, or one of this address.</summary>
    internal bool IsAllowed(HttpRequest request) => request.Headers.Origin is not [var origin, ..] || IsListed(origin) || IsOwn(request, origin);

    /// <summary>
    /// Whether a page from elsewhere makes a browser ask, by what browsers say of themselves. Without an origin it may be a link that
    /// somebody follows, which is their own wish; an image or a script is not.
    /// </summary>
    internal bool IsForeign(HttpRequest request)
    {
        if (!request.Headers["Sec-Fetch-Site"].ToString().Equals("cross-site", StringComparison.OrdinalIgnoreCase)) return false;
        return request.Headers.Origin.Count > 0 ? !IsAllowed(request) : request.Headers["Sec-Fetch-Mode"] != "navigate";
    }

    private bool IsListed(string? origin) =>
        settings.Origins.Contains(HttpSettings.AnyOrigin) || (origin is not null && settings.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase));

    private static bool IsOwn(HttpRequest request, string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

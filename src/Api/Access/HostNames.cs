using System.Net;
using GroupResults.Api.Http;
using GroupResults.Application;

namespace GroupResults.Api.Access;

/// <summary>
/// If nothing needs a token, only requests to this machine's own names are answered. After DNS rebinding, a browser takes a foreign
/// page for one of this origin; only the Host header reveals it.
/// </summary>
internal static class HostNames
{
    internal static Task EnsureLoopbackAsync(HttpContext context, RequestDelegate next) => IsLoopback(context.Request.Host.Host)
        ? next(context)
        : Problems.WriteAsync(
            context,
            new Refusal(RefusalCodes.Forbidden, "Host", "Without access tokens the service answers requests to localhost, 127.0.0.1 and [::1] only."),
            StatusCodes.Status403Forbidden,
            "The request is for another host.");

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

using System.Net;
using GroupResults.Api.Http;
using GroupResults.Application;

namespace GroupResults.Api.Access;

/// <summary>
/// Where nothing needs a token, only this machine's own names are answered: a page whose name is suddenly this machine's (DNS
/// rebinding) is to its browser the same origin, and only the Host header tells.
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

using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GroupResults.Api.Access;

/// <summary>
/// The scheme "Bearer". It runs only for requests with the header <c>Authorization</c>, and refuses nothing: each protocol has its own form
/// of refusals. It has no logger: the base class would log each invalid token, and anyone could flood the log.
/// </summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, Callers callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, UrlEncoder.Default)
{
    internal const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        Response.Headers.CacheControl = "no-store"; // The default; endpoints may override it.
        var caller = await callers.IdentifyAsync(Context);
        return caller.Token is null
            ? AuthenticateResult.NoResult() // Each protocol refuses an invalid token itself.
            : AuthenticateResult.Success(new AuthenticationTicket(caller.Principal, Scheme.Name));
    }
}

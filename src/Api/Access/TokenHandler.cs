using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GroupResults.Api.Access;

/// <summary>
/// The scheme "Bearer". Runs for requests with the header <c>Authorization</c> only. It refuses nothing: each protocol tells a caller in its
/// own words what the caller lacks. The base class would log each invalid token, which anybody could flood; it gets no logger.
/// </summary>
internal sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, Callers callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, UrlEncoder.Default)
{
    internal const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        Response.Headers.CacheControl = "no-store"; // Unless whoever answers knows better.
        var caller = await callers.IdentifyAsync(Context);
        return caller.Token is null
            ? AuthenticateResult.NoResult() // A token that is not valid is told of where a token matters.
            : AuthenticateResult.Success(new AuthenticationTicket(caller.Principal, Scheme.Name));
    }
}

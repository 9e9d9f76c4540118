using System.Security.Claims;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>An access token as a principal: its id, name, scopes and repositories are its claims.</summary>
internal static class TokenPrincipal
{
    private const string IdClaim = ClaimTypes.NameIdentifier;
    private const string NameClaim = ClaimTypes.Name;
    private const string ScopeClaim = "scope";
    private const string RepositoryClaim = "repository";

    /// <summary>The principal of all callers without a valid token.</summary>
    internal static ClaimsPrincipal Nobody { get; } = new(new ClaimsIdentity());

    internal static ClaimsPrincipal Of(AccessToken token) => new(new ClaimsIdentity(
        [
            new Claim(IdClaim, token.Id),
            new Claim(NameClaim, token.Name),
            .. AccessScopeNames.Of(token.Scopes).Select(scope => new Claim(ScopeClaim, scope)),
            .. token.Repositories.Select(repository => new Claim(RepositoryClaim, repository)),
        ],
        TokenHandler.SchemeName));

    /// <summary>The token's id; null if there is no token.</summary>
    internal static string? IdOf(ClaimsPrincipal principal) => principal.FindFirst(IdClaim)?.Value;

    /// <summary>The token's name; null if there is no token.</summary>
    internal static string? NameOf(ClaimsPrincipal principal) => principal.FindFirst(NameClaim)?.Value;

    internal static bool Has(ClaimsPrincipal principal, AccessScopes scope) => principal.HasClaim(ScopeClaim, AccessScopeNames.Of(scope).Single());

    /// <summary>A token without repositories covers all of them.</summary>
    internal static bool Covers(ClaimsPrincipal principal, string repository) =>
        principal.HasClaim(RepositoryClaim, repository) || !principal.HasClaim(static claim => claim.Type == RepositoryClaim);
}

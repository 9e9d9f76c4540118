namespace GroupResults.Domain.Access;

/// <summary>An access token without its secret, of which only the hash is stored.</summary>
/// <param name="Id">16 lower-case hexadecimal digits; not secret.</param>
/// <param name="Name">The owner or purpose; see <see cref="AccessRules.IsName"/>. Several tokens may share a name.</param>
/// <param name="Repositories">The repositories that the token covers. If empty, it covers all.</param>
/// <param name="ExpiresAt">The token is invalid from this time on. Null: it does not expire.</param>
/// <param name="RevokedAt">The time of revocation. Null: it was not revoked.</param>
public sealed record AccessToken(
    string Id,
    string Name,
    AccessScopes Scopes,
    IReadOnlyList<string> Repositories,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>Revocation does not depend on the time, so a clock that goes back never makes a token usable again.</summary>
    public bool IsUsableAt(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    public bool Covers(string repository) => Repositories.Count == 0 || Repositories.Contains(repository, StringComparer.Ordinal);

    /// <summary>
    /// Returns true if the token has every flag in <paramref name="scope"/>. <see cref="AccessScopes.Admin"/> includes no
    /// other scope.
    /// </summary>
    public bool Has(AccessScopes scope) => (Scopes & scope) == scope;
}

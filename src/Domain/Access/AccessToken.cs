namespace GroupResults.Domain.Access;

/// <summary>What is known of a token: everything but its secret, of which only the hash is kept.</summary>
/// <param name="Id">16 lower-case hexadecimal digits; no secret.</param>
/// <param name="Name">Whose it is or what for; see <see cref="AccessRules.IsName"/>. Several tokens may share one.</param>
/// <param name="Repositories">The only ones it is good for; none: it is good for all.</param>
/// <param name="ExpiresAt">The first moment at which it is of no use; null: it does not expire.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
public sealed record AccessToken(
    string Id,
    string Name,
    AccessScopes Scopes,
    IReadOnlyList<string> Repositories,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>Revoked is revoked whatever the clock says: a clock that goes back brings no token to life again.</summary>
    public bool IsUsableAt(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    public bool Covers(string repository) => Repositories.Count == 0 || Repositories.Contains(repository, StringComparer.Ordinal);

    /// <summary>All of <paramref name="scope"/>, where it is several. <see cref="AccessScopes.Admin"/> includes no other.</summary>
    public bool Has(AccessScopes scope) => (Scopes & scope) == scope;
}

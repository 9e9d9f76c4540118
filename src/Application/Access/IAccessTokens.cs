using GroupResults.Domain.Access;

namespace GroupResults.Application.Access;

/// <summary>
/// Stores tokens and the hashes of their secrets. Nothing is cached, so a revocation takes effect at once on every
/// instance.
/// </summary>
public interface IAccessTokens
{
    /// <returns>The token in any state and the SHA-256 of its secret, or null if there is no such token.</returns>
    ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists all tokens ever created, in the order of creation.</summary>
    Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken);

    /// <param name="hash">See <see cref="TokenSecret.Hash"/>.</param>
    Task AddAsync(AccessToken token, byte[] hash, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a token. Every later read sees the revocation. A token that was revoked earlier keeps its time of
    /// revocation.
    /// </summary>
    /// <returns>Null if there is no such token.</returns>
    Task<AccessToken?> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Returns true if any token has neither expired nor been revoked.</summary>
    Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

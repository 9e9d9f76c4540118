using GroupResults.Domain.Access;

namespace GroupResults.Application.Access;

/// <summary>The tokens and the hashes of their secrets. Nothing of it is cached: what is revoked is revoked on every instance at once.</summary>
public interface IAccessTokens
{
    /// <returns>The token, whatever has become of it, and the SHA-256 of its secret; null where there is no such token.</returns>
    ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All there ever were, in the order in which they were made.</summary>
    Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken);

    /// <param name="hash">See <see cref="TokenSecret.Hash"/>.</param>
    Task AddAsync(AccessToken token, byte[] hash, CancellationToken cancellationToken);

    /// <summary>From when this returns, every read says so. A token that was revoked before keeps the moment at which it was.</summary>
    /// <returns>Null where there is no such token.</returns>
    Task<AccessToken?> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Whether there is one that has neither expired nor been revoked.</summary>
    Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

using GroupResults.Domain.Access;

namespace GroupResults.Application.Access;

/// <summary>Finds the token of a secret. Each call reads the storage, so a revoked token stops working at once.</summary>
public sealed class TokenAuthenticator(IAccessTokens tokens, TimeProvider time)
{
    private static readonly byte[] NoHash = new byte[TokenSecret.HashBytes];

    /// <returns>
    /// Null if the text is malformed, or the token is unknown, expired or revoked. Neither the result nor the time reveals
    /// which: an unknown id costs a comparison, too.
    /// </returns>
    public async ValueTask<AccessToken?> AuthenticateAsync(string secretText, CancellationToken cancellationToken)
    {
        if (!TokenSecret.TryParse(secretText, out var secret)) return null;
        var found = await tokens.FindAsync(secret.Id, cancellationToken);
        return secret.Matches(found?.Hash ?? NoHash) && found is { } known ? IfUsable(known.Token) : null;
    }

    /// <summary>Reads the token again, for long operations such as a stream. Returns null if it is no longer usable.</summary>
    public async ValueTask<AccessToken?> RecheckAsync(string id, CancellationToken cancellationToken) =>
        await tokens.FindAsync(id, cancellationToken) is { } known ? IfUsable(known.Token) : null;

    private AccessToken? IfUsable(AccessToken token) => token.IsUsableAt(time.GetUtcNow()) ? token : null;
}

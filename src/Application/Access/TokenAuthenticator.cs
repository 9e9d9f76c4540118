using GroupResults.Domain.Access;

namespace GroupResults.Application.Access;

/// <summary>Tells whose a secret is. Each time it asks the storage: a token is of no use from the moment at which it was revoked.</summary>
public sealed class TokenAuthenticator(IAccessTokens tokens, TimeProvider time)
{
    private static readonly byte[] NoHash = new byte[TokenSecret.HashBytes];

    /// <returns>
    /// Null for a text that is no secret, that is no longer or was never one, or whose token has expired. Which of these it is
    /// is not told, nor does it show in the time it takes: an unknown id costs a comparison, too.
    /// </returns>
    public async ValueTask<AccessToken?> AuthenticateAsync(string secretText, CancellationToken cancellationToken)
    {
        if (!TokenSecret.TryParse(secretText, out var secret)) return null;
        var found = await tokens.FindAsync(secret.Id, cancellationToken);
        return secret.Matches(found?.Hash ?? NoHash) && found is { } known ? IfUsable(known.Token) : null;
    }

    /// <summary>For what goes on for long, such as a stream: the token as it is now, or null where it is of no use any more.</summary>
    public async ValueTask<AccessToken?> RecheckAsync(AccessToken token, CancellationToken cancellationToken) =>
        await tokens.FindAsync(token.Id, cancellationToken) is { } known ? IfUsable(known.Token) : null;

    private AccessToken? IfUsable(AccessToken token) => token.IsUsableAt(time.GetUtcNow()) ? token : null;
}

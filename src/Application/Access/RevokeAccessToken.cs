using GroupResults.Domain.Access;
using MediatR;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Access;

/// <summary>Revokes a token permanently, on every instance. A token that was revoked earlier stays as it is.</summary>
/// <exception cref="InvalidInputException">There is no such token.</exception>
public sealed record RevokeAccessToken(string Id) : IRequest<AccessToken>;

internal sealed class RevokeAccessTokenHandler(IAccessTokens tokens, TimeProvider time, ILogger<RevokeAccessTokenHandler> log)
    : IRequestHandler<RevokeAccessToken, AccessToken>
{
    public async Task<AccessToken> Handle(RevokeAccessToken request, CancellationToken cancellationToken)
    {
        // The value is not repeated: it may be the secret.
        if (!AccessRules.IsId(request.Id))
            throw new InvalidInputException("id", "is not a token id; an id has 16 lower-case hexadecimal digits, and is not the secret");
        var now = time.GetUtcNow();
        var token = await tokens.RevokeAsync(request.Id, now, cancellationToken)
            ?? throw new InvalidInputException("id", $"is '{request.Id}'; there is no such token");
        if (token.RevokedAt == now) log.AccessTokenRevoked(token.Id, token.Name);
        return token;
    }
}

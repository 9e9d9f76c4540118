using GroupResults.Domain.Access;
using MediatR;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Access;

/// <summary>Makes a token useless, for good and on every instance. One that was revoked before stays as it is.</summary>
/// <exception cref="InvalidInputException">There is no such token.</exception>
public sealed record RevokeAccessToken(string Id) : IRequest<AccessToken>;

internal sealed class RevokeAccessTokenHandler(IAccessTokens tokens, TimeProvider time, ILogger<RevokeAccessTokenHandler> log)
    : IRequestHandler<RevokeAccessToken, AccessToken>
{
    public async Task<AccessToken> Handle(RevokeAccessToken request, CancellationToken cancellationToken)
    {
        // What is no id is not shown: it may be the secret.
        if (!AccessRules.IsId(request.Id))
            throw new InvalidInputException("id", "is no token's id; an id is 16 of 0-9 a-f, in lower case, and not the secret");
        var now = time.GetUtcNow();
        var token = await tokens.RevokeAsync(request.Id, now, cancellationToken)
            ?? throw new InvalidInputException("id", $"is '{request.Id}'; there is no such token");
        if (token.RevokedAt == now) log.AccessTokenRevoked(token.Id, token.Name);
        return token;
    }
}

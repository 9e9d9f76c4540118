using GroupResults.Domain.Access;
using MediatR;

namespace GroupResults.Application.Access;

/// <summary>Lists all tokens, including expired and revoked ones, in the order of creation.</summary>
public sealed record ListAccessTokens : IRequest<IReadOnlyList<AccessToken>>;

internal sealed class ListAccessTokensHandler(IAccessTokens tokens) : IRequestHandler<ListAccessTokens, IReadOnlyList<AccessToken>>
{
    public Task<IReadOnlyList<AccessToken>> Handle(ListAccessTokens request, CancellationToken cancellationToken) =>
        tokens.ListAsync(cancellationToken);
}

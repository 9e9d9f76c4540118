using GroupResults.Domain.Access;
using MediatR;

namespace GroupResults.Application.Access;

/// <summary>All tokens, also those that have expired or were revoked, in the order in which they were made.</summary>
public sealed record ListAccessTokens : IRequest<IReadOnlyList<AccessToken>>;

internal sealed class ListAccessTokensHandler(IAccessTokens tokens) : IRequestHandler<ListAccessTokens, IReadOnlyList<AccessToken>>
{
    public Task<IReadOnlyList<AccessToken>> Handle(ListAccessTokens request, CancellationToken cancellationToken) =>
        tokens.ListAsync(cancellationToken);
}

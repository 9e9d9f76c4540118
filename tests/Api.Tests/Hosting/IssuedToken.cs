using GroupResults.Application.Access;
using GroupResults.Domain.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>A token with its secret, as its owner has it.</summary>
internal sealed record IssuedToken(string Id, string Secret)
{
    /// <summary>The header's value.</summary>
    internal string Bearer => $"Bearer {Secret}";

    /// <summary>As an element of a request's headers.</summary>
    internal (string Name, string Value) Header => ("Authorization", Bearer);
}

/// <summary>Tokens straight from the storage, whatever the service would say to their makers.</summary>
internal static class IssuedTokens
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="expiresAt">May be over.</param>
    internal static async Task<IssuedToken> IssueAsync(
        this TestService service, AccessScopes scopes, string? repository = null, DateTimeOffset? expiresAt = null)
    {
        var secret = TokenSecret.Generate();
        var token = new AccessToken(
            secret.Id, "of a test", scopes, repository is null ? [] : [repository], service.Time.GetUtcNow(), expiresAt, RevokedAt: null);
        await service.Tokens().AddAsync(token, secret.Hash, Cancellation);
        return new IssuedToken(secret.Id, secret.Text);
    }

    internal static async Task RevokeAsync(this TestService service, IssuedToken token) =>
        Assert.NotNull(await service.Tokens().RevokeAsync(token.Id, service.Time.GetUtcNow(), Cancellation));

    private static IAccessTokens Tokens(this TestService service) => service.Services.GetRequiredService<IAccessTokens>();
}

using FluentValidation;
using FluentValidation.Results;
using GroupResults.Domain.Access;
using MediatR;
using Microsoft.Extensions.Logging;

namespace GroupResults.Application.Access;

/// <summary>Creates a token. It is valid as soon as the command returns.</summary>
/// <param name="Repositories">The repositories that the token covers. If empty, it covers all.</param>
/// <param name="ExpiresAt">The expiry time. Null: the token does not expire.</param>
public sealed record CreateAccessToken(string Name, AccessScopes Scopes, IReadOnlyList<string> Repositories, DateTimeOffset? ExpiresAt)
    : IRequest<CreatedAccessToken>;

/// <param name="Secret">The secret for the token's owner. It is not stored and cannot be retrieved later.</param>
public sealed record CreatedAccessToken(AccessToken Token, string Secret)
{
    /// <summary>Omits the secret, so it may be logged.</summary>
    public override string ToString() => $"{nameof(CreatedAccessToken)} {Token.Id}";
}

internal sealed class CreateAccessTokenValidator : AbstractValidator<CreateAccessToken>
{
    private const AccessScopes AllScopes = AccessScopes.Read | AccessScopes.Ingest | AccessScopes.Admin;

    public CreateAccessTokenValidator(TimeProvider time)
    {
        RuleFor(command => command.Name).Must(AccessRules.IsName)
            .WithMessage(command =>
                $"{(command.Name.Length == 0 ? "is empty" : "is too long or has control characters")}; a name has 1 to {AccessRules.MaxNameLength} characters and no control characters");
        RuleFor(command => command.Scopes).Must(scopes => scopes is not AccessScopes.None && (scopes | AllScopes) == AllScopes)
            .WithMessage($"is empty; a token needs one or more of {string.Join(", ", AccessScopeNames.Of(AllScopes))}");
        RuleFor(command => command.Repositories).Custom(CheckRepositories);
        RuleFor(command => command.Repositories)
            .Must((command, repositories) => repositories.Count == 0 || !command.Scopes.HasFlag(AccessScopes.Admin))
            .WithMessage("must be empty for a token with the scope admin, which can create tokens for any repository");
        RuleFor(command => command.ExpiresAt).Must(expiresAt => !(expiresAt <= time.GetUtcNow()))
            .WithMessage(command => $"is {command.ExpiresAt:O}; it must be in the future");
    }

    private static void CheckRepositories(IReadOnlyList<string> repositories, ValidationContext<CreateAccessToken> context)
    {
        if (repositories.Count > AccessRules.MaxRepositories)
        {
            Fail(context, "", $"has {repositories.Count} repositories; a token has at most {AccessRules.MaxRepositories}, or none for all");
            return;
        }

        var first = new Dictionary<string, int>(repositories.Count, StringComparer.Ordinal);
        for (var i = 0; i < repositories.Count; i++)
        {
            if (InputRules.Repository(repositories[i]) is { } fault)
                Fail(context, $"[{i}]", fault);
            else if (!first.TryAdd(repositories[i], i))
                Fail(context, $"[{i}]", $"is {ClientValue.Quote(repositories[i])}, which repeats repositories[{first[repositories[i]]}]");
        }
    }

    /// <summary>Bypasses message formatting, because FluentValidation would also replace placeholders in the client's own value.</summary>
    private static void Fail(ValidationContext<CreateAccessToken> context, string item, string error) =>
        context.AddFailure(new ValidationFailure(context.PropertyPath + item, error));
}

internal sealed class CreateAccessTokenHandler(IAccessTokens tokens, TimeProvider time, ILogger<CreateAccessTokenHandler> log)
    : IRequestHandler<CreateAccessToken, CreatedAccessToken>
{
    public async Task<CreatedAccessToken> Handle(CreateAccessToken request, CancellationToken cancellationToken)
    {
        var secret = TokenSecret.Generate();
        var token = new AccessToken(
            secret.Id, request.Name, request.Scopes, [.. request.Repositories], time.GetUtcNow(), request.ExpiresAt?.ToUniversalTime(), RevokedAt: null);
        await tokens.AddAsync(token, secret.Hash, cancellationToken);
        log.AccessTokenCreated(token.Id, token.Name, string.Join(',', AccessScopeNames.Of(token.Scopes)));
        return new CreatedAccessToken(token, secret.Text);
    }
}

using System.Security.Claims;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>Who calls, and what they may do here.</summary>
internal sealed class Caller
{
    private readonly AccessPolicy _policy;
    private readonly bool _isInvalid;

    private Caller(AccessPolicy policy, ClaimsPrincipal principal, bool isInvalid)
    {
        _policy = policy;
        Principal = principal;
        Token = TokenPrincipal.IdOf(principal);
        _isInvalid = isInvalid;
    }

    /// <summary>The caller of work that several callers share, each of whom was checked before.</summary>
    internal static Caller Checked { get; } = WithoutToken(new AccessPolicy(IsOpen: true, ReadsNeedToken: false));

    internal ClaimsPrincipal Principal { get; }

    /// <summary>The id of the caller's token; null for a caller without a valid one.</summary>
    internal string? Token { get; }

    /// <summary>The name of the caller's token; null for a caller without a valid one.</summary>
    internal string? TokenName => TokenPrincipal.NameOf(Principal);

    /// <summary>Whether the caller has no valid token although reports need one.</summary>
    internal bool IsAnonymous => Token is null && _policy.NeedsToken(AccessScopes.Ingest);

    internal static Caller WithoutToken(AccessPolicy policy) => new(policy, TokenPrincipal.Nobody, isInvalid: false);

    internal static Caller With(AccessPolicy policy, ClaimsPrincipal principal) => new(policy, principal, isInvalid: false);

    /// <summary>A caller with an invalid token. Every check refuses it.</summary>
    internal static Caller WithInvalidToken(AccessPolicy policy) => new(policy, TokenPrincipal.Nobody, isInvalid: true);

    /// <exception cref="AccessRefusedException">The caller's token is not valid.</exception>
    internal void EnsureValid()
    {
        if (_isInvalid) throw AccessRefusedException.NotValid();
    }

    /// <exception cref="AccessRefusedException">The caller is not allowed to.</exception>
    internal void Ensure(AccessScopes scope)
    {
        if (Refuse(scope) is { } refusal) throw refusal;
    }

    /// <param name="field">The field of the request that names the repository.</param>
    /// <exception cref="AccessRefusedException">The caller is not allowed to.</exception>
    internal void Ensure(AccessScopes scope, string repository, string field = "repository")
    {
        if (Refuse(scope, repository, field) is { } refusal) throw refusal;
    }

    /// <summary>The only rule on what a caller may do. If a scope needs no token, a valid token without that scope is allowed, too.</summary>
    /// <param name="repository">Null if the request concerns no repository.</param>
    /// <returns>The refusal; null if the caller is allowed to.</returns>
    internal AccessRefusedException? Refuse(AccessScopes scope, string? repository = null, string field = "repository")
    {
        if (_isInvalid) return AccessRefusedException.NotValid();
        if (!_policy.NeedsToken(scope)) return null;
        if (Token is null) return AccessRefusedException.Missing(scope);
        if (!TokenPrincipal.Has(Principal, scope)) return AccessRefusedException.WithoutScope(scope);
        return repository is null || TokenPrincipal.Covers(Principal, repository) ? null : AccessRefusedException.OtherRepository(field);
    }
}

/// <summary>Says which scopes need a token.</summary>
/// <param name="IsOpen">Whether nothing needs a token: in Development, if only this machine can reach the service.</param>
internal sealed record AccessPolicy(bool IsOpen, bool ReadsNeedToken)
{
    internal bool NeedsToken(AccessScopes scope) => !IsOpen && (scope is not AccessScopes.Read || ReadsNeedToken);
}

using System.Security.Claims;
using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>A principal as the service sees it: who calls, and what they may do here.</summary>
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

    /// <summary>For work that several callers share, each of whom was checked before it.</summary>
    internal static Caller Checked { get; } = WithoutToken(new AccessPolicy(IsOpen: true, ReadsNeedToken: false));

    internal ClaimsPrincipal Principal { get; }

    /// <summary>The id of the caller's token; null for a caller without a valid one.</summary>
    internal string? Token { get; }

    /// <summary>Whether the caller lacks a token where that matters: not where nothing needs one.</summary>
    internal bool IsAnonymous => Token is null && _policy.NeedsToken(AccessScopes.Ingest);

    internal static Caller WithoutToken(AccessPolicy policy) => new(policy, TokenPrincipal.Nobody, isInvalid: false);

    internal static Caller With(AccessPolicy policy, ClaimsPrincipal principal) => new(policy, principal, isInvalid: false);

    /// <summary>A caller that brought a token that is not valid. It is told so whatever it asks for.</summary>
    internal static Caller WithInvalidToken(AccessPolicy policy) => new(policy, TokenPrincipal.Nobody, isInvalid: true);

    /// <exception cref="AccessRefusedException">The caller brought a token that is not valid.</exception>
    internal void EnsureValid()
    {
        if (_isInvalid) throw AccessRefusedException.NotValid();
    }

    /// <exception cref="AccessRefusedException">The caller may not.</exception>
    internal void Ensure(AccessScopes scope)
    {
        if (Refuse(scope) is { } refusal) throw refusal;
    }

    /// <param name="field">Where the request names the repository.</param>
    /// <exception cref="AccessRefusedException">The caller may not.</exception>
    internal void Ensure(AccessScopes scope, string repository, string field = "repository")
    {
        if (Refuse(scope, repository, field) is { } refusal) throw refusal;
    }

    /// <summary>The one rule on what a caller may do. What needs no token is not held against a token that is brought.</summary>
    /// <param name="repository">Null for what belongs to no repository.</param>
    /// <returns>Null where the caller may; else why not.</returns>
    internal AccessRefusedException? Refuse(AccessScopes scope, string? repository = null, string field = "repository")
    {
        if (_isInvalid) return AccessRefusedException.NotValid();
        if (!_policy.NeedsToken(scope)) return null;
        if (Token is null) return AccessRefusedException.Missing(scope);
        if (!TokenPrincipal.Has(Principal, scope)) return AccessRefusedException.WithoutScope(scope);
        return repository is null || TokenPrincipal.Covers(Principal, repository) ? null : AccessRefusedException.OtherRepository(field);
    }
}

/// <summary>What needs a token here.</summary>
/// <param name="IsOpen">Nothing needs one: in Development, reachable from this machine only.</param>
internal sealed record AccessPolicy(bool IsOpen, bool ReadsNeedToken)
{
    internal bool NeedsToken(AccessScopes scope) => !IsOpen && (scope is not AccessScopes.Read || ReadsNeedToken);
}

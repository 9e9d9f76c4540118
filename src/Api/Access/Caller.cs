using GroupResults.Domain.Access;

namespace GroupResults.Api.Access;

/// <summary>Who asks, and what they may do.</summary>
internal sealed class Caller
{
    private readonly AccessPolicy _policy;
    private readonly bool _isInvalid;

    private Caller(AccessPolicy policy, AccessToken? token, bool isInvalid)
    {
        _policy = policy;
        Token = token;
        _isInvalid = isInvalid;
    }

    /// <summary>For work that several callers share, each of whom was checked before it.</summary>
    internal static Caller Checked { get; } = new(new AccessPolicy(IsOpen: true, ReadsNeedToken: false), token: null, isInvalid: false);

    /// <summary>Null for who brought none, or one that is not valid.</summary>
    internal AccessToken? Token { get; }

    /// <summary>Without a token where it matters: not where nothing needs one.</summary>
    internal bool IsAnonymous => Token is null && _policy.NeedsToken(AccessScopes.Ingest);

    internal static Caller WithoutToken(AccessPolicy policy) => new(policy, token: null, isInvalid: false);

    internal static Caller With(AccessPolicy policy, AccessToken token) => new(policy, token, isInvalid: false);

    /// <summary>Brought a token that is not valid: it is told so whatever it asks for.</summary>
    internal static Caller WithInvalidToken(AccessPolicy policy) => new(policy, token: null, isInvalid: true);

    /// <exception cref="AccessRefusedException">It brought a token that is not valid.</exception>
    internal void EnsureValid()
    {
        if (_isInvalid) throw AccessRefusedException.NotValid();
    }

    /// <summary>What needs no token is not held against one that is brought.</summary>
    /// <exception cref="AccessRefusedException">It may not.</exception>
    internal void Ensure(AccessScopes scope)
    {
        EnsureValid();
        if (!_policy.NeedsToken(scope)) return;
        if (Token is null) throw AccessRefusedException.Missing(scope);
        if (!Token.Has(scope)) throw AccessRefusedException.WithoutScope(scope);
    }

    /// <param name="field">Where the request names the repository.</param>
    /// <exception cref="AccessRefusedException">It may not.</exception>
    internal void Ensure(AccessScopes scope, string repository, string field = "repository")
    {
        Ensure(scope);
        if (_policy.NeedsToken(scope) && !Token!.Covers(repository)) throw AccessRefusedException.OtherRepository(field);
    }
}

/// <summary>What needs a token here.</summary>
/// <param name="IsOpen">Nothing does: in Development, reachable from this machine only.</param>
internal sealed record AccessPolicy(bool IsOpen, bool ReadsNeedToken)
{
    internal bool NeedsToken(AccessScopes scope) => !IsOpen && (scope is not AccessScopes.Read || ReadsNeedToken);
}

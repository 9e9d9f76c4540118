using GroupResults.Application.Access;

namespace GroupResults.Api.Access;

/// <summary>Tells who calls, by the bearer token that a request or a connection brings.</summary>
internal sealed class Callers(AccessPolicy policy, TokenAuthenticator authenticator)
{
    private const string Scheme = TokenHandler.SchemeName;

    private readonly Caller _anyone = Caller.WithoutToken(policy);
    private readonly Caller _invalid = Caller.WithInvalidToken(policy);

    internal AccessPolicy Policy => policy;

    /// <summary>The caller as <see cref="TokenHandler"/> found it. Requests without a token share one: they cost no allocation.</summary>
    internal Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? _anyone;

    /// <summary>Identifies the caller of a request that has the header <c>Authorization</c>, for the rest of the request.</summary>
    internal async ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        // Several are none: which of them a proxy in between looked at cannot be told.
        var caller = context.Request.Headers.Authorization is [var authorization]
            ? await IdentifyAsync(authorization, context.RequestAborted)
            : _invalid;
        context.Features.Set(caller);
        return caller;
    }

    /// <param name="authorization">The header's value. A scheme other than Bearer is for somebody else, such as a proxy, and is ignored.</param>
    internal async ValueTask<Caller> IdentifyAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null || !IsBearer(authorization)) return _anyone;
        return await authenticator.AuthenticateAsync(authorization[Scheme.Length..].Trim(), cancellationToken) is { } token
            ? Caller.With(policy, TokenPrincipal.Of(token))
            : _invalid;
    }

    /// <summary>For what goes on for long: the caller as its token makes it now.</summary>
    internal async ValueTask<Caller> RecheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Token is not { } id) return caller;
        return await authenticator.RecheckAsync(id, cancellationToken) is { } token ? Caller.With(policy, TokenPrincipal.Of(token)) : _invalid;
    }

    /// <summary>Also without a value: that is a token, and no valid one.</summary>
    private static bool IsBearer(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (authorization.Length == Scheme.Length || authorization[Scheme.Length] is ' ' or '\t');
}

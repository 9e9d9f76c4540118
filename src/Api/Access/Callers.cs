using GroupResults.Application.Access;

namespace GroupResults.Api.Access;

/// <summary>Identifies callers by the bearer token of their request or connection.</summary>
internal sealed class Callers(AccessPolicy policy, TokenAuthenticator authenticator)
{
    private const string Scheme = TokenHandler.SchemeName;

    private readonly Caller _anyone = Caller.WithoutToken(policy);
    private readonly Caller _invalid = Caller.WithInvalidToken(policy);

    /// <summary>The caller that <see cref="TokenHandler"/> identified. Requests without a token share one, which saves an allocation.</summary>
    internal Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? _anyone;

    /// <summary>Identifies the caller of a request with the header <c>Authorization</c>, and keeps it for the rest of the request.</summary>
    internal async ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        // Several headers are invalid: a proxy in between may have checked any of them.
        var caller = context.Request.Headers.Authorization is [var authorization]
            ? await IdentifyAsync(authorization, context.RequestAborted)
            : _invalid;
        context.Features.Set(caller);
        return caller;
    }

    /// <param name="authorization">The header's value. A scheme other than Bearer is meant for someone else, such as a proxy, and is ignored.</param>
    internal async ValueTask<Caller> IdentifyAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null || !IsBearer(authorization)) return _anyone;
        return await authenticator.AuthenticateAsync(authorization[Scheme.Length..].Trim(), cancellationToken) is { } token
            ? Caller.With(policy, TokenPrincipal.Of(token))
            : _invalid;
    }

    /// <summary>Reads the caller's token again, for long-lived connections. It may have been revoked or have expired.</summary>
    internal async ValueTask<Caller> RecheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Token is not { } id) return caller;
        return await authenticator.RecheckAsync(id, cancellationToken) is { } token ? Caller.With(policy, TokenPrincipal.Of(token)) : _invalid;
    }

    /// <summary>True without a value, too: that counts as an invalid token.</summary>
    private static bool IsBearer(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (authorization.Length == Scheme.Length || authorization[Scheme.Length] is ' ' or '\t');
}

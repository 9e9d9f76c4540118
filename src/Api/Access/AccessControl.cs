using GroupResults.Api.Settings;
using GroupResults.Application.Access;
using Microsoft.AspNetCore.Http.Features;

namespace GroupResults.Api.Access;

/// <summary>Tells who asks, by the bearer token that they bring.</summary>
internal sealed class AccessControl(AccessPolicy policy, TokenAuthenticator authenticator, HttpSettings settings)
{
    private const string Scheme = "Bearer";

    private readonly Caller _anyone = Caller.WithoutToken(policy);

    internal AccessPolicy Policy => policy;

    /// <summary>Of a request that <see cref="IdentifyAsync(HttpContext, RequestDelegate)"/> has seen.</summary>
    internal Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? _anyone;

    /// <summary>Middleware: finds out who asks. What they may is for whoever answers to say, in the words of its protocol.</summary>
    internal Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization.Count > 0) return IdentifyBearerAsync(context, next);
        LimitAnonymousBody(context);
        return next(context);
    }

    /// <param name="authorization">The header's value. Other schemes than Bearer are somebody else's, such as a proxy's.</param>
    internal async ValueTask<Caller> IdentifyAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null || !IsBearer(authorization)) return _anyone;
        return await authenticator.AuthenticateAsync(authorization[Scheme.Length..].Trim(), cancellationToken) is { } token
            ? Caller.With(policy, token)
            : Caller.WithInvalidToken(policy);
    }

    /// <summary>For what goes on for long: the caller as its token makes it now.</summary>
    internal async ValueTask<Caller> RecheckAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Token is not { } known) return caller;
        return await authenticator.RecheckAsync(known, cancellationToken) is { } token ? Caller.With(policy, token) : Caller.WithInvalidToken(policy);
    }

    /// <summary>Only reports are large, and they need a token.</summary>
    private void LimitAnonymousBody(HttpContext context)
    {
        var mayHaveBody = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (mayHaveBody && !policy.IsOpen && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = settings.MaxAnonymousBodyBytes;
    }

    /// <summary>Also with nothing behind it: that is a token, and no valid one.</summary>
    private static bool IsBearer(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (authorization.Length == Scheme.Length || authorization[Scheme.Length] is ' ' or '\t');

    private async Task IdentifyBearerAsync(HttpContext context, RequestDelegate next)
    {
        // Several are none: which of them a proxy in between looked at cannot be told.
        var caller = context.Request.Headers.Authorization is [var authorization]
            ? await IdentifyAsync(authorization, context.RequestAborted)
            : Caller.WithInvalidToken(policy);
        context.Features.Set(caller);
        if (caller.Token is null) LimitAnonymousBody(context);
        context.Response.Headers.CacheControl = "no-store"; // Unless whoever answers knows better.
        await next(context);
    }
}

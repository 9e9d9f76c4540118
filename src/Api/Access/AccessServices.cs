using GroupResults.Api.Settings;
using GroupResults.Domain.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;

namespace GroupResults.Api.Access;

/// <summary>Sets up authentication, authorization and CORS.</summary>
internal static class AccessServices
{
    /// <summary>The CORS policy of an endpoint that is open to pages of every origin.</summary>
    internal const string OpenToAllPages = "open-to-all-pages";

    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <param name="isOpen">Whether nothing needs a token.</param>
    internal static void AddAccess(this IServiceCollection services, ServiceSettings settings, bool isOpen)
    {
        services.AddSingleton(new AccessPolicy(isOpen, settings.Access.ReadsNeedToken));
        services.AddSingleton<Callers>();
        services.AddSingleton<Origins>();

        // The core only: the rest of the framework's authentication keeps keys on disk, for cookies.
        services.AddAuthenticationCore(authentication => authentication.AddScheme<TokenHandler>(TokenHandler.SchemeName, displayName: null));
        services.AddTransient<TokenHandler>();
        services.AddAuthorization(AddPolicies);
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddCors(cors => AddPolicies(cors, settings.Http));

        // The framework would refuse endpoints with a CORS policy for requests without an origin, which pass by the CORS middleware here.
        services.Configure<RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true);
        services.Configure<ForwardedHeadersOptions>(options => Trust(options, settings.Http));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
    }

    /// <summary>Adds the middleware in the order of the checks: forwarded headers, host, origin, token.</summary>
    internal static void UseAccess(this WebApplication app)
    {
        var services = app.Services;
        if (services.GetRequiredService<HttpSettings>().Proxies.Count > 0) app.UseForwardedHeaders();
        app.UseSecurityHeaders(app.Environment);
        if (services.GetRequiredService<AccessPolicy>().IsOpen) app.Use(HostNames.EnsureLoopbackAsync);
        app.UseWhen(static context => context.Request.Headers.Origin.Count > 0, static pages => pages.UseCors());

        // WebApplication would run both for every request, even if they have nothing to do. That would be a quarter of a hit's allocations.
        foreach (var name in (string[])["__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet"]) ((IApplicationBuilder)app).Properties[name] = true;
        app.UseWhen(static context => context.Request.Headers.Authorization.Count > 0, static tokens => tokens.UseAuthentication());
    }

    /// <summary>Checks the caller against the policy of the endpoint, if it has one.</summary>
    internal static void UseEndpointPolicies(this IApplicationBuilder app) => app.UseWhen(
        static context => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null, static guarded => guarded.UseAuthorization());

    /// <summary>Adds one policy per scope.</summary>
    private static void AddPolicies(AuthorizationOptions authorization)
    {
        foreach (var scope in AccessScopeNames.All)
            authorization.AddPolicy(ScopeRequirement.PolicyFor(scope), policy => policy.AddRequirements(new ScopeRequirement(scope)));
    }

    /// <summary>Allows only the configured origins. The drop-in endpoint is open to every origin, as Treeherder's is.</summary>
    private static void AddPolicies(CorsOptions cors, HttpSettings settings)
    {
        var origins = new Origins(settings);
        cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Origins])
            .SetIsOriginAllowed(origins.IsListed)
            .AllowAnyHeader()
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Options)
            .WithExposedHeaders("ETag", "Cache-Status", "Retry-After")
            .SetPreflightMaxAge(PreflightAge));
        cors.AddPolicy(OpenToAllPages, policy => policy
            .AllowAnyOrigin()
            .AllowAnyHeader()
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Options)
            .WithExposedHeaders("ETag", "Cache-Status"));
    }

    private static void Trust(ForwardedHeadersOptions options, HttpSettings settings)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // Follow a chain of proxies up to the first that is not trusted.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.ProxyNetworks) options.KnownIPNetworks.Add(network);
    }
}

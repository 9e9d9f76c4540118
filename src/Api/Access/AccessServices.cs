using GroupResults.Api.Admission;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.Rest;
using GroupResults.Api.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GroupResults.Api.Access;

/// <summary>Who gets in, in the order in which they are looked at.</summary>
internal static class AccessServices
{
    /// <summary>The system takes twice as much for its own bookkeeping.</summary>
    private const int SendBufferBytes = 256 * 1024;

    private const int ReceiveBufferBytes = 256 * 1024;

    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    internal static void UseLimits(this KestrelServerOptions kestrel, HttpSettings settings)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = settings.MaxBodyBytes;
        limits.MaxRequestBufferSize = ReceiveBufferBytes;
        limits.MaxConcurrentConnections = settings.MaxConnections;
        limits.RequestHeadersTimeout = settings.HeaderTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(settings.MinBytesPerSecond, RateGrace);
        limits.MinResponseDataRate = new MinDataRate(settings.MinBytesPerSecond, RateGrace);
    }

    /// <summary>
    /// The system would let each connection hold up to 4 MiB that its reader does not take, and 6 MiB of a body that is refused before it
    /// is read, and slow down every connection of the machine when a few hundred do.
    /// </summary>
    internal static void UseBoundedBuffers(this SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = static endpoint =>
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBufferBytes; // What it accepts has the same.
        socket.ReceiveBufferSize = ReceiveBufferBytes;
        return socket;
    };

    /// <param name="isOpen">Whether nothing needs a token.</param>
    internal static void AddAccess(this IServiceCollection services, ServiceSettings settings, bool isOpen)
    {
        services.AddSingleton(settings.Http);
        services.AddSingleton(settings.Access);
        services.AddSingleton(new AccessPolicy(isOpen, settings.Access.ReadsNeedToken));
        services.AddSingleton<AccessControl>();
        services.AddSingleton<Origins>();
        services.AddSingleton<RefusalRate>();
        services.AddSingleton<RequestRate>();
        services.AddSingleton<ClientRates>();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<SubscriptionPlaces>();
        services.AddSingleton<BodyMemory>();
        services.AddSingleton<AnswerMemory>();
        services.AddSingleton<PayloadMemory>();
        services.AddCors(cors => AddPolicies(cors, settings.Http));
        services.Configure<ForwardedHeadersOptions>(options => Trust(options, settings.Http));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
    }

    internal static void UseAccess(this WebApplication app)
    {
        var services = app.Services;
        var access = services.GetRequiredService<AccessControl>();
        if (services.GetRequiredService<HttpSettings>().Proxies.Count > 0) app.UseForwardedHeaders();
        app.UseSecurityHeaders(app.Environment);
        if (access.Policy.IsOpen) app.Use(HostNames.EnsureLoopbackAsync);
        app.UseCors();
        app.Use(access.IdentifyAsync);
        app.Use(services.GetRequiredService<ClientRates>().EnsureAsync);
    }

    /// <summary>Closed but for the origins that are set; the drop-in endpoint is open to every page, as Treeherder's is.</summary>
    private static void AddPolicies(CorsOptions cors, HttpSettings settings)
    {
        cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Origins])
            .AllowAnyHeader()
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Options)
            .WithExposedHeaders("Cache-Status", "Retry-After")
            .SetPreflightMaxAge(PreflightAge));
        cors.AddPolicy(GroupResultsEndpoint.CorsPolicy, policy => policy
            .AllowAnyOrigin()
            .AllowAnyHeader()
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Options)
            .WithExposedHeaders("ETag", "Cache-Status"));
    }

    private static void Trust(ForwardedHeadersOptions options, HttpSettings settings)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // Through a chain of proxies, up to the first that is not trusted.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Proxies) options.KnownIPNetworks.Add(network);
    }
}

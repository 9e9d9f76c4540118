using GraphQLServer;
using GraphQLServer.Responses;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Demo;
using GroupResults.Api.Explorer;
using GroupResults.Api.GraphQL;
using GroupResults.Api.Http;
using GroupResults.Api.Operations;
using GroupResults.Api.Rest;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Domain.Access;
using GroupResults.Infrastructure;

namespace GroupResults.Api;

/// <summary>Puts the service together.</summary>
internal static class Service
{
    private const string GraphQLPath = "/graphql";

    /// <param name="defaultStorage">Where the storage is if no setting says so.</param>
    /// <param name="replace">Has the last word on the services: tests put their clock and their faulty ports here.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    internal static WebApplication Build(
        string[] args, string defaultStorage = ServiceSettings.DefaultStorage, Action<IServiceCollection>? replace = null)
    {
        // A gzip body that ends early is then an error, where .NET would take what there is for the whole.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);
        var builder = CreateBuilder(args);
        var settings = ServiceSettings.Read(builder.Configuration, defaultStorage, builder.Environment.IsDevelopment());
        builder.WebHost.UseDefaultAddress(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseLimits(settings.Http));
        builder.WebHost.UseSockets(sockets => sockets.UseBoundedBuffers());
        builder.AddTelemetry();
        builder.Logging.SuppressFailedStarts();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings.Stability);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(settings.Storage, settings.Cache, settings.Warming);
        builder.Services.AddGroupResultsGraphQL(settings.GraphQL);
        builder.Services.AddRest();
        builder.Services.AddSingleton<DemoCommand>();
        builder.Services.AddSingleton(services => PageOf(settings.GraphQL, services.GetRequiredService<AccessPolicy>()));
        builder.Services.AddHostedService(_ => GarbageWatch.OfThisProcess());
        builder.Services.AddRequestDecompression(options =>
        {
            options.DecompressionProviders.Remove("br"); // A hundred bytes of it take megabytes and 10 ms.
            options.DecompressionProviders.Remove("deflate"); // It does not tell whether bytes follow its data; see CompressedBody.
        });
        builder.Services.AddSingleton(settings.Http);
        builder.Services.AddSingleton(settings.Rates);
        builder.Services.AddAccess(settings, isOpen: builder.Environment.IsDevelopment() && Addresses.AreLoopback(builder.Configuration));
        builder.Services.AddAdmission();
        replace?.Invoke(builder.Services);
        return Configure(builder.Build());
    }

    /// <summary>With the configuration that is the service's by these arguments.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory, // appsettings.json and the explorer lie beside the program, wherever it is started.
    });

    private static LandingPage PageOf(GraphQLSettings settings, AccessPolicy access) =>
        new(settings.Introspection, access.NeedsToken(AccessScopes.Ingest), access.NeedsToken(AccessScopes.Read));

    /// <summary>What somebody who has just started it wants to find.</summary>
    internal static void LogWhatIsWhere(this WebApplication app)
    {
        app.Logger.DatabaseIs(app.Services.StoragePath());
        if (app.Services.GetRequiredService<GraphQLSettings>().Explorer) app.Logger.ExplorerIsAt(app.Urls.First() + GraphQLPath);
        app.Logger.DocumentationIs();
    }

    private static WebApplication Configure(WebApplication app)
    {
        app.UseFailures();
        app.UseAccess();
        app.UseAdmission();
        app.UseEndpointPolicies();
        app.UseUnknownAddresses();
        app.UseGraphQLWebSockets();
        app.Use(CompressedBody.CountAsync);
        app.UseRequestDecompression();
        app.Map(GraphQLPath, app.Services.GetRequiredService<BrowserPages>().HandleAsync)
            .WithMetadata(new RefusalWriter((context, refusal) => app.Services.GetRequiredService<ResponseWriter>().RefuseAsync(context, PushRefusals.Of(refusal) with { IsWellFormed = false })));
        GroupResultsEndpoint.Map(app);
        app.MapErrorSummary();
        if (app.Services.GetRequiredService<GraphQLSettings>().Explorer) app.MapExplorer(GraphQLPath);
        else LandingPage.Map(app);
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}

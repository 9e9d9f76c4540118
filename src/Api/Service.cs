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

/// <summary>Builds the service.</summary>
internal static class Service
{
    private const string GraphQLPath = "/graphql";

    /// <param name="defaultStorage">The storage if no setting names one.</param>
    /// <param name="replace">Changes the services last. Tests register their clock and their faulty ports here.</param>
    /// <exception cref="SettingException">A setting is invalid or unknown.</exception>
    internal static WebApplication Build(
        string[] args, string defaultStorage = ServiceSettings.DefaultStorage, Action<IServiceCollection>? replace = null)
    {
        // Makes a truncated gzip body an error. By default .NET takes it for the whole.
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
        builder.Services.AddSingleton(settings.Questions.ToSettings());
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(settings.Storage, settings.Cache, settings.Warming);
        builder.Services.AddGroupResultsGraphQL(settings.GraphQL);
        builder.Services.AddRest();
        builder.Services.AddSingleton<DemoCommand>();
        builder.Services.AddSingleton(services => PageOf(settings.GraphQL, services.GetRequiredService<AccessPolicy>()));
        builder.Services.AddHostedService(_ => GarbageWatch.OfThisProcess());
        builder.Services.AddRequestDecompression(options =>
        {
            options.DecompressionProviders.Remove("br"); // A hundred bytes of Brotli can take megabytes and 10 ms.
            options.DecompressionProviders.Remove("deflate"); // Its decompression hides bytes after the data; see CompressedBody.
        });
        builder.Services.AddSingleton(settings.Http);
        builder.Services.AddSingleton(settings.Rates);
        builder.Services.AddAccess(settings, isOpen: builder.Environment.IsDevelopment() && Addresses.AreLoopback(builder.Configuration));
        builder.Services.AddAdmission();
        replace?.Invoke(builder.Services);
        return Configure(builder.Build());
    }

    /// <summary>Creates a builder with the service's configuration for these arguments.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory, // appsettings.json and the explorer are beside the program, whatever the working directory.
    });

    private static LandingPage PageOf(GraphQLSettings settings, AccessPolicy access) =>
        new(settings.Introspection, access.NeedsToken(AccessScopes.Ingest), access.NeedsToken(AccessScopes.Read));

    /// <summary>Logs what a person who has just started the service looks for.</summary>
    internal static void LogLocations(this WebApplication app)
    {
        app.Logger.DatabaseIs(app.Services.StoragePath());
        if (app.Services.GetRequiredService<GraphQLSettings>().Explorer && ExplorerPage.IsBuilt) app.Logger.ExplorerIsAt(app.Urls.First() + GraphQLPath);
        app.Logger.DocumentationIs();
    }

    private static WebApplication Configure(WebApplication app)
    {
        app.UseFailures();
        app.UseRepositoryNames();
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
        GroupSummaryEndpoint.Map(app);
        app.MapErrorSummary();
        app.MapManifestsByTask();
        if (app.Services.GetRequiredService<GraphQLSettings>().Explorer) app.MapExplorer(GraphQLPath);
        else LandingPage.Map(app);
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}

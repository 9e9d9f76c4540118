using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage;
using MediatR;

namespace GroupResults.Api.Tokens;

/// <summary>
/// The use cases on the service's storage, chosen by the same settings. No other part of the service runs: nothing logs or
/// listens.
/// </summary>
internal sealed class TokenStorage : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TokenStorage(ServiceProvider services) => _services = services;

    internal IMediator Mediator => _services.GetRequiredService<IMediator>();

    internal TimeProvider Time => _services.GetRequiredService<TimeProvider>();

    /// <summary>The path of the database file.</summary>
    internal string Path => _services.StoragePath();

    /// <param name="mayCreate">
    /// Whether to create a missing database. Listing and revoking do not create one: a missing file means that the settings
    /// name the wrong file.
    /// </param>
    /// <exception cref="SettingException">A setting is invalid.</exception>
    /// <exception cref="StorageUnusableException">The storage is unusable or missing.</exception>
    internal static async Task<TokenStorage> OpenAsync(string[] arguments, bool mayCreate, CancellationToken cancellationToken)
    {
        var builder = Service.CreateBuilder(arguments);
        var settings = ServiceSettings.Read(builder.Configuration, ServiceSettings.DefaultStorage, builder.Environment.IsDevelopment());
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Stability);
        services.AddApplication();
        services.AddInfrastructure(settings.Storage, settings.Cache with { RedisConnectionString = null }, settings.Warming);
        var storage = new TokenStorage(services.BuildServiceProvider());
        try
        {
            if (!mayCreate && !File.Exists(storage.Path))
                throw new StorageUnusableException($"There is no storage at {storage.Path} (ConnectionStrings:Storage).");
            await storage._services.StartInfrastructureAsync(cancellationToken);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

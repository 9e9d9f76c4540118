using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage;
using MediatR;

namespace GroupResults.Api.Tokens;

/// <summary>The use cases over the storage that the service has by the same settings, and nothing else of the service: nothing is logged or listens.</summary>
internal sealed class TokenStorage : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TokenStorage(ServiceProvider services) => _services = services;

    internal IMediator Mediator => _services.GetRequiredService<IMediator>();

    internal TimeProvider Time => _services.GetRequiredService<TimeProvider>();

    /// <summary>Of the database file.</summary>
    internal string Path => _services.StoragePath();

    /// <param name="isMade">Whether it is made where it is missing: without it there is nothing to list or revoke, and the settings name the wrong one.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    /// <exception cref="StorageUnusableException">The storage cannot be used, or is missing.</exception>
    internal static async Task<TokenStorage> OpenAsync(string[] arguments, bool isMade, CancellationToken cancellationToken)
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
            if (!isMade && !File.Exists(storage.Path))
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

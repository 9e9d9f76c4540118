using Coravel;
using Coravel.Scheduling.Schedule.Interfaces;
using GroupResults.Application.Access;
using GroupResults.Application.Caching;
using GroupResults.Application.Changes;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Changes;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Storage.Sqlite;
using GroupResults.Infrastructure.Storage.Sqlite.Facts;
using GroupResults.Infrastructure.Storage.Sqlite.Rollups;
using GroupResults.Infrastructure.Warming;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VersionedCache;

namespace GroupResults.Infrastructure;

public static class DependencyInjection
{
    /// <summary>The ports of the application: SQLite, the caches, and Coravel's tick.</summary>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services, StorageSettings storage, CacheSettings cache, WarmingSettings warming)
    {
        services.AddSingleton(cache);
        services.AddSingleton(warming);
        services.AddSqliteStorage(storage);
        services.AddSingleton<IMemoryLevel<PushVersion>>(provider => new MemoryLevel<PushVersion, PushKey>(
            cache.MemoryLimitBytes, provider.GetRequiredService<TimeProvider>()));
        if (cache.RedisConnectionString is null) services.AddSingleton<ISharedLevel<PushVersion>, NoSharedLevel<PushVersion>>();
        else services.AddRedis(cache.RedisConnectionString);
        services.AddScheduler();
        services.Remove(services.Single(IsCoravelsHost)); // See WarmUpSchedule.
        services.AddTransient<WarmUpTick>();
        services.AddTransient<RollUpTick>();
        services.AddSingleton<WarmUpSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<WarmUpSchedule>());
        return services;
    }

    /// <summary>Makes the storage ready, then the shared cache. To be awaited before the first request.</summary>
    /// <exception cref="StorageUnusableException">The storage cannot be used.</exception>
    public static async Task StartInfrastructureAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<SqliteMigrator>().MigrateAsync(cancellationToken);
        services.GetRequiredService<StorageProbe>().Start();
        if (services.GetService<RedisCircuitBreaker>() is { } redis) await redis.StartAsync(cancellationToken);
    }

    /// <summary>Where the database file is, or will be.</summary>
    /// <exception cref="StorageUnusableException">The connection string cannot be used.</exception>
    public static string StoragePath(this IServiceProvider services) => services.GetRequiredService<SqliteDatabase>().Path;

    /// <summary>Lets the service look for warm-ups from its start on.</summary>
    public static void ScheduleWarmUps(this IServiceProvider services) => services.GetRequiredService<WarmUpSchedule>().Enable();

    private static bool IsCoravelsHost(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(IScheduler).Assembly;

    private static void AddSqliteStorage(this IServiceCollection services, StorageSettings storage)
    {
        services.AddSingleton(storage);
        services.AddSingleton(new SqliteDatabase(storage));
        services.AddDbContextFactory<GroupResultsDbContext>((provider, options) => options
            .UseSqlite(provider.GetRequiredService<SqliteDatabase>().ConnectionString)
            .AddInterceptors(new ConnectionInterceptor(provider.GetRequiredService<DatabaseFiles>()))
            .ConfigureWarnings(warnings => warnings.Log(
                // What fails is thrown too, and who catches it says what it means.
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.TransactionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug))));
        services.AddSingleton<DatabaseFiles>();
        services.AddSingleton<StorageStatus>();
        services.AddSingleton<SqliteMigrator>();
        services.AddSingleton<SqliteReaderPool>();
        services.AddSingleton<NameTables>();
        services.AddSingleton<SqlitePushReader>();
        services.AddSingleton<IPushHeads>(provider => provider.GetRequiredService<SqlitePushReader>());
        services.AddSingleton<IPushSnapshots>(provider => provider.GetRequiredService<SqlitePushReader>());
        services.AddSingleton<IStorageSnapshots, SqliteStorageSnapshots>();
        services.AddSingleton(WriterLimits.Default);
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<IReportStore, SqliteReportStore>();
        services.AddSingleton<IFactStore, SqliteFactStore>();
        services.AddSingleton<IWarmUpQueue, SqliteWarmUpQueue>();
        services.AddSingleton<IRollups, SqliteRollups>();
        services.AddSingleton<IPushList, PushList>();
        services.AddSingleton<IAccessTokens, SqliteAccessTokens>();
        services.AddSingleton<StorageProbe>();

        // It would log on every call; StorageStatus logs a fault once.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage", tags: ["ready"]);
    }

    private static void AddRedis(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => new RedisClient(connectionString));
        services.AddSingleton<RedisCircuitBreaker>();
        services.AddSingleton<IRedisStrings, RedisStrings>();
        services.AddSingleton<ISharedLevel<PushVersion>, RedisLevel>();
        services.AddSingleton<RedisChanges>();
        services.AddSingleton<IPushChangeListener>(provider => provider.GetRequiredService<RedisChanges>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisChanges>());
    }
}

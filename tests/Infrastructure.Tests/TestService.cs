using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests;

/// <summary>What a <see cref="TestService"/> is made of; all of it has a default.</summary>
internal sealed record TestServiceOptions
{
    internal static TestServiceOptions Default { get; } = new();

    /// <summary>Null for a file in a directory of its own.</summary>
    internal string? DatabasePath { get; init; }

    /// <summary>Null for a fake clock that stands at <see cref="TestService.StartTime"/>.</summary>
    internal TimeProvider? Time { get; init; }

    internal string? Redis { get; init; }

    internal long MemoryLimitBytes { get; init; } = CacheSettings.DefaultMemoryLimitBytes;

    /// <summary>Last say over the composition, to put something in front of a port.</summary>
    internal Action<IServiceCollection>? Configure { get; init; }
}

/// <summary>The service without its outermost layer, composed as in production, on a real database file.</summary>
internal sealed class TestService : IAsyncDisposable
{
    internal static readonly DateTimeOffset StartTime = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private readonly TestServiceOptions _options;
    private readonly TestDirectory? _directory;
    private readonly TimeProvider _time;
    private ServiceProvider _services;

    private TestService(TestServiceOptions options)
    {
        _options = options;
        _directory = options.DatabasePath is null ? new TestDirectory() : null;
        DatabasePath = options.DatabasePath ?? _directory!.Database;
        _time = options.Time ?? new FakeTimeProvider(StartTime);
        _services = Compose();
    }

    internal string DatabasePath { get; }

    /// <summary>The fake clock; not for services that were given another.</summary>
    internal FakeTimeProvider Time => (FakeTimeProvider)_time;

    internal IMediator Mediator => Get<IMediator>();

    internal ServiceMetrics Metrics => Get<ServiceMetrics>();

    internal static async Task<TestService> StartAsync(TestServiceOptions? options = null)
    {
        var service = new TestService(options ?? TestServiceOptions.Default);
        try
        {
            await service._services.StartInfrastructureAsync(CancellationToken.None);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process, so to speak, and begins another on the same file and clock.</summary>
    internal async Task RestartAsync()
    {
        await _services.DisposeAsync();
        ClearPool();
        _services = Compose();
        await _services.StartInfrastructureAsync(CancellationToken.None);
    }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal Task<RecordedReport> RecordAsync(ReportInput input) => Mediator.Send(new RecordGroupResults(input));

    internal Task<IReadOnlyList<RecordedReport>> RecordAsync(IReadOnlyList<ReportInput> inputs) =>
        Mediator.Send(new RecordGroupResultsBatch(inputs));

    internal Task<PushAnswer?> MapAsync(PushKey push, ContentCoding coding = ContentCoding.Identity) =>
        Mediator.Send(new GetAnswer<ResultMapContent>(push, ResultMapContent.Instance, coding));

    internal async Task<string> MapTextAsync(PushKey push, ContentCoding coding = ContentCoding.Identity) =>
        Reports.TextOf(Assert.IsType<PushAnswer>(await MapAsync(push, coding)), coding);

    internal async Task<PushHead> HeadAsync(PushKey push) => Assert.IsType<PushHead>(await Get<IPushHeads>().FindAsync(push, CancellationToken.None));

    internal async Task<PushSnapshot> SnapshotAsync(PushKey push) =>
        Assert.IsType<PushSnapshot>(await Get<IPushSnapshots>().ReadAsync(push, CancellationToken.None));

    internal Task<int> RunDueWarmUpsAsync() => Mediator.Send(new RunDueWarmUps());

    /// <summary>Runs SQL on a connection of its own, as another program would.</summary>
    internal object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Puts a backup into the live database, as sqlite3's <c>.restore</c> does.</summary>
    internal void RestoreFrom(string backup)
    {
        using var source = new SqliteConnection($"Data Source={backup};Pooling=False");
        using var target = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        ClearPool();
        _directory?.Dispose();
    }

    /// <summary>EF Core's connections would stay open in it.</summary>
    private void ClearPool()
    {
        using var pooled = new SqliteConnection($"Data Source={DatabasePath};Default Timeout=5");
        SqliteConnection.ClearPool(pooled);
    }

    private ServiceProvider Compose()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(_time);
        services.AddSingleton(new StabilityPolicy(
            StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl));
        services.AddApplication();
        services.AddInfrastructure(
            new StorageSettings($"Data Source={DatabasePath}"),
            new CacheSettings(_options.MemoryLimitBytes, _options.Redis),
            new WarmingSettings(WarmingSettings.DefaultPollInterval));
        _options.Configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}

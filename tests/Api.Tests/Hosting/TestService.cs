using GroupResults.Application.Changes;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage.Sqlite;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GroupResults.Api.Tests.Hosting;

/// <summary>
/// The whole service on a port of its own, with a database file of its own and a clock that stands still. Nothing ticks:
/// warm-ups run when a test says so.
/// </summary>
public sealed class TestService : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Action<IServiceCollection>? _replace;
    private WebApplication? _app;
    private SnapshotCounter? _snapshots;
    private HeadReads? _heads;

    public TestService()
    {
    }

    /// <param name="replace">Puts other ports in the place of the service's own.</param>
    internal TestService(Action<IServiceCollection> replace) => _replace = replace;

    /// <summary>Instances that share a database share it, too.</summary>
    internal TestTime Time { get; init; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    /// <summary>A database file that another instance has, too; null for one of its own.</summary>
    internal string? SharedDatabase { get; init; }

    /// <summary>As StackExchange.Redis has it; null for memory only.</summary>
    internal string? Redis { get; init; }

    /// <summary>Development, where nothing needs a token, unless a test says otherwise.</summary>
    internal string Environment { get; init; } = "Development";

    /// <summary>Such as <c>--GroupResults:GraphQL:MaxCost=2000</c>.</summary>
    internal IReadOnlyList<string> Settings { get; init; } = [];

    internal HttpClient Http { get; private set; } = null!;

    internal Uri Address => Http.BaseAddress!;

    internal IServiceProvider Services => _app!.Services;

    /// <summary>How often the results of a push were read from the storage.</summary>
    internal int SnapshotsRead => _snapshots?.Count ?? 0;

    /// <summary>How many task runs those had.</summary>
    internal int TaskRunsRead => _snapshots?.TaskRuns ?? 0;

    internal HeadReads HeadReads => _heads!;

    internal PushSignals Signals => Services.GetRequiredService<PushSignals>();

    /// <summary>Runs once, after the next reading of a push's results: what happens there happens in the middle of a request.</summary>
    internal Func<Task>? AfterNextSnapshot { get; set; }

    /// <summary>Holds the request that reads a push's results next, until it is released.</summary>
    internal (Task Reached, TaskCompletionSource Release) HoldNextSnapshot()
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        AfterNextSnapshot = () =>
        {
            reached.SetResult();
            return release.Task;
        };
        return (reached.Task, release);
    }

    /// <summary>For another instance's <see cref="SharedDatabase"/>.</summary>
    internal string DatabasePath => SharedDatabase ?? _directory.File("results.db");

    private string ConnectionString => $"Data Source={DatabasePath}";

    public async ValueTask InitializeAsync()
    {
        _app = Service.Build(
            [
                "--environment", Environment, "--GroupResults:RateLimit:RefusalsPerSecond=1000000", "--GroupResults:Http:HeaderTimeout=00:10:00", "--GroupResults:Http:MinBytesPerSecond=1", "--GroupResults:Http:StreamsPerSecond=1000000", "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Storage={ConnectionString}",
                "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None", "--Logging:LogLevel:Microsoft.AspNetCore=None",
                .. Redis is null ? (string[])[] : [$"--ConnectionStrings:Redis={Redis}"],
                .. Settings,
            ],
            replace: services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
                services.Replace(ServiceDescriptor.Singleton<IPushSnapshots>(provider =>
                    _snapshots = new SnapshotCounter(this, provider.GetRequiredService<SqlitePushReader>())));
                services.Replace(ServiceDescriptor.Singleton<IPushHeads>(provider =>
                    _heads = new HeadReads(provider.GetRequiredService<SqlitePushReader>())));
                _replace?.Invoke(services);
            });
        await _app.Services.StartInfrastructureAsync(TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Http = NewClient(new Uri(_app.Urls.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    /// <summary>Sends requests as they are: nothing is decompressed, redirected or tried again.</summary>
    internal static HttpClient NewClient(Uri address) =>
        new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None, AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan, // However busy the machine is.
        };

    /// <summary>Stops the service as a signal to its process does.</summary>
    internal Task StopAsync() => _app!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Does what the service's tick would do.</summary>
    internal Task<int> RunDueWarmUpsAsync() =>
        Services.GetRequiredService<IMediator>().Send(new RunDueWarmUps(), TestContext.Current.CancellationToken);

    /// <summary>Does what the ticks would do when all pushes are stable: makes all roll-ups.</summary>
    internal async Task<int> SettleAsync()
    {
        Time.Advance(StabilityPolicy.DefaultIdleThreshold);
        var all = 0;
        while (await RollUpAsync() is > 0 and var made) all += made;
        return all;
    }

    /// <summary>Makes the roll-ups that a tick would make.</summary>
    internal Task<int> RollUpAsync() =>
        Services.GetRequiredService<IMediator>().Send(new RollUpStablePushes(), TestContext.Current.CancellationToken);

    /// <summary>A number straight from the database file, past the service.</summary>
    internal long CountRows(string table) => Execute($"SELECT count(*) FROM {table}") is long count ? count : 0;

    /// <summary>All rows that reports and facts leave behind.</summary>
    internal (long Pushes, long TaskRuns, long Groups, long WarmUps, long States, long Expectations, long Classifications) CountAllRows() => (
        CountRows("Pushes"),
        CountRows("TaskRuns"),
        CountRows("Groups"),
        CountRows("WarmUps"),
        CountRows("TaskStates"),
        CountRows("ExpectedTasks"),
        CountRows("Classifications"));

    /// <summary>Holds the storage as another process would, until it is disposed of.</summary>
    internal IDisposable HoldStorage()
    {
        var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        connection.Open();
        connection.BeginTransaction();
        return connection; // Closing it ends the transaction.
    }

    /// <summary>A backup of the database as it is now.</summary>
    /// <returns>Puts it back into the live database, as sqlite3's <c>.restore</c> does.</returns>
    internal Action Backup()
    {
        var path = _directory.File("backup.db");
        Execute($"VACUUM INTO '{path}'");
        return () =>
        {
            using var backup = new SqliteConnection($"Data Source={path};Pooling=False");
            using var live = new SqliteConnection(ConnectionString + ";Pooling=False");
            backup.Open();
            live.Open();
            backup.BackupDatabase(live);
        };
    }

    internal object? Execute(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private sealed class SnapshotCounter(TestService service, IPushSnapshots inner) : IPushSnapshots
    {
        private int _count;
        private int _taskRuns;

        internal int Count => Volatile.Read(ref _count);

        internal int TaskRuns => Volatile.Read(ref _taskRuns);

        public Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken) => CountedAsync(inner.ReadAsync(push, cancellationToken));

        public Task<PushSnapshot?> ReadRangeAsync(PushKey push, TaskRunRange range, CancellationToken cancellationToken) =>
            CountedAsync(inner.ReadRangeAsync(push, range, cancellationToken));

        private async Task<PushSnapshot?> CountedAsync(Task<PushSnapshot?> read)
        {
            Interlocked.Increment(ref _count);
            var snapshot = await read;
            Interlocked.Add(ref _taskRuns, snapshot?.TaskRuns.Count ?? 0);
            if (service.AfterNextSnapshot is { } intervene)
            {
                service.AfterNextSnapshot = null;
                await intervene();
            }

            return snapshot;
        }
    }
}

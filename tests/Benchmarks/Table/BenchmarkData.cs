using GroupResults.Api.Demo;
using GroupResults.Application;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Questions;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Storage;
using GroupResults.Infrastructure.Warming;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Benchmarks.Table;

/// <summary>The large push among 40 others, and their reports in the order in which they come in.</summary>
internal sealed class BenchmarkData
{
    private const int Seed = 7;
    private const int OtherPushes = 40;

    /// <summary>So many pushes report at the same time.</summary>
    private const int PushesAtOnce = 5;

    internal const int BatchSize = 100;

    internal BenchmarkData()
    {
        var generator = new DemoPushes(Seed);
        var pushes = Enumerable.Range(0, OtherPushes + 1)
            .Select(number => generator.Create(number, "autoland", number == OtherPushes / 2 ? DemoPushSize.Autoland : DemoPushSize.Ordinary))
            .ToList();
        Big = pushes[OtherPushes / 2];
        Reports = [.. pushes.Chunk(PushesAtOnce).SelectMany(InTurns)];
        ResultCount = pushes.Sum(push => push.ResultCount);
    }

    internal DemoPush Big { get; }

    internal IReadOnlyList<ReportInput> Reports { get; }

    internal int ResultCount { get; }

    /// <summary>Stores all reports through the ordinary commands.</summary>
    internal Task StoreAsync(string path) => StoreAsync(path, Reports);

    internal static async Task StoreAsync(string path, IEnumerable<ReportInput> reports)
    {
        await using var services = CreateServices(path);
        await services.StartInfrastructureAsync(CancellationToken.None);
        var mediator = services.GetRequiredService<IMediator>();
        foreach (var batch in reports.Chunk(BatchSize)) await mediator.Send(new RecordGroupResultsBatch(batch));
    }

    internal static ServiceProvider CreateServices(string path)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new StabilityPolicy(
            StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl));
        services.AddSingleton(new QuestionSettings(OriginRules.DefaultMaxParents, new HashSet<string>(), new JobNameRules([JobNameRules.Firefox])));
        services.AddApplication();
        services.AddInfrastructure(
            new StorageSettings(ConnectionString(path)),
            new CacheSettings(CacheSettings.DefaultMemoryLimitBytes, null),
            new WarmingSettings(WarmingSettings.DefaultPollInterval));
        return services.BuildServiceProvider();
    }

    internal static string ConnectionString(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    /// <summary>Each push's reports spread evenly over the whole time.</summary>
    private static IEnumerable<ReportInput> InTurns(DemoPush[] pushes) => pushes
        .SelectMany(push => push.Reports.Select((report, index) => (report, At: (double)index / push.Reports.Count)))
        .OrderBy(arrival => arrival.At)
        .Select(arrival => arrival.report);
}

using System.Diagnostics;
using GroupResults.Api.Demo;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Benchmarks.Questions;

/// <summary>Pushes of 10,000 results in a row, a quarter of an hour apart. All are stable; their roll-ups are made apart.</summary>
internal sealed class HistoryData(string path, int pushes)
{
    internal const string Repository = "autoland";

    private const int Seed = 21;
    private static readonly DemoPushSize Size = new(Tasks: 400, Results: 10_000);
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(15);

    private readonly DemoPushes _generator = new(Seed);
    private readonly DateTimeOffset _end = TimeProvider.System.GetUtcNow();

    private readonly List<PushKey> _keys = [];

    internal long Results { get; private set; }

    /// <summary>The day of the push in the middle.</summary>
    internal DateOnly Middle => DateOnly.FromDateTime((_end - (pushes / 2 * Apart)).UtcDateTime);

    internal async Task StoreAsync(CancellationToken cancellationToken)
    {
        await using (var services = await StartAsync())
        {
            var mediator = services.GetRequiredService<IMediator>();
            for (var number = 0; number < pushes; number++)
            {
                var push = _generator.Create(number, Repository, Size);
                _keys.Add(push.Key);
                Results += push.ResultCount;
                foreach (var batch in push.Reports.Chunk(BenchmarkData.BatchSize)) await mediator.Send(new RecordGroupResultsBatch(batch), cancellationToken);
                var recorded = new RecordedPush(null, number, _end - ((pushes - number) * Apart), null);
                await mediator.Send(new RecordPush(new RecordPushInput(Repository, push.Key.Revision, recorded)), cancellationToken);
            }
        }

        await LoadDatabase.SettleAsync(path);
    }

    /// <summary>Makes the roll-ups in the order in which the pushes became stable, as a service does that runs all the time.</summary>
    /// <returns>The milliseconds that each push took.</returns>
    internal async Task<List<double>> RollUpAsync(CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        await using var services = await StartAsync();
        var (snapshots, rollups) = (services.GetRequiredService<IPushSnapshots>(), services.GetRequiredService<IRollups>());
        foreach (var key in _keys)
        {
            var clock = Stopwatch.StartNew();
            var push = await snapshots.ReadAsync(key, cancellationToken);
            if (!await rollups.StoreAsync(PushRollup.Of(push!), cancellationToken)) throw new InvalidOperationException($"{key} has no roll-ups.");
            milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        }

        return milliseconds;
    }

    /// <summary>Makes the roll-ups newest first, as a service does that begins with a database without any.</summary>
    internal async Task RollUpLaterAsync(CancellationToken cancellationToken)
    {
        await using var services = await StartAsync();
        var mediator = services.GetRequiredService<IMediator>();
        while (await mediator.Send(new RollUpStablePushes(), cancellationToken) > 0)
        {
        }
    }

    /// <summary>The groups of one push, some of which run often and some of which do not.</summary>
    internal List<string> PickGroups(int count) => [.. _generator.Create(pushes / 2, Repository, Size).Reports
        .SelectMany(report => report.Results).Select(result => result.Group).Distinct(StringComparer.Ordinal).Take(count)];

    internal async Task<ServiceProvider> StartAsync()
    {
        var services = BenchmarkData.CreateServices(path);
        await services.StartInfrastructureAsync(CancellationToken.None);
        return services;
    }

    internal async Task<HistoryData> CopyAsync(string copy)
    {
        await LoadDatabase.CopyFileAsync(path, copy);
        return new HistoryData(copy, pushes) { Results = Results };
    }

    internal async Task<double> BytesPerResultAsync()
    {
        SqliteConnection.ClearAllPools();
        await LoadDatabase.SettleAsync(path);
        return (double)new FileInfo(path).Length / Results;
    }
}

using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>
/// Hostile clients against the service, one attack after another: how it answers them, the memory that they make it take, and what
/// other clients notice, in turns with quiet ones.
/// </summary>
internal static class HostileCommand
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    internal static async Task RunAsync(HostileOptions options, CancellationToken cancellationToken)
    {
        Tools.Require();
        var directory = Directory.CreateTempSubdirectory("groupresults-hostile").FullName;
        try
        {
            var data = new BenchmarkData();
            var database = Path.Combine(directory, "hostile.db");
            await LoadDatabase.CreateAsync(database, [.. data.Reports, .. MissBystander.Reports(data)], data.Big.Key, copies: 0);
            await Crowd.CreateAsync(database, options.Pushes);
            Console.WriteLine(FormattableString.Invariant(
                $"{options.Clients} hostile clients, {options.Rounds} rounds, {options.Seconds} s a turn, {Environment.ProcessorCount} cores, {data.ResultCount:N0} results stored, {options.Pushes:N0} pushes without any, {options.Percent} % of what is held"));
            await RunAsync(options, data, directory, database, cancellationToken);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task RunAsync(
        HostileOptions options, BenchmarkData data, string directory, string database, CancellationToken cancellationToken)
    {
        await using var bare = await ServiceProcess.StartAsync(ServiceProcess.Bare, url => [$"--urls={url}"], cancellationToken: cancellationToken);
        var service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
        try
        {
            AttackMeasurement? measurement = null;
            AttackFigures.PrintHeader();
            foreach (var attack in Attacks.All(data.Big.Key, options.Percent))
            {
                if (!options.Wants(attack)) continue;
                if (service.HasExited)
                {
                    await service.DisposeAsync();
                    service = await ServiceProcess.StartGroupResultsAsync(database, cancellationToken);
                    measurement?.Dispose();
                    measurement = null;
                }

                measurement ??= await AttackMeasurement.PrepareAsync(Run(service), bare);
                await measurement.MeasureAsync(attack);
            }

            await PrintMemoryAsync(service, cancellationToken);
        }
        finally
        {
            await service.DisposeAsync();
        }

        LoadRun Run(ServiceProcess process) => new(
            new LoadOptions(Seconds: options.Seconds, Rounds: options.Rounds, Clients: options.Clients), data, directory, database, process, cancellationToken);
    }

    private static async Task PrintMemoryAsync(ServiceProcess service, CancellationToken cancellationToken)
    {
        if (service.HasExited) return;
        var atOnce = MemoryStatus.Of(service.Id);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var later = MemoryStatus.Of(service.Id);
        MarkdownTable.Header("the service after all this", FormattableString.Invariant($"{Settling.TotalSeconds:0} s later"));
        MarkdownTable.Row([$"{atOnce.ResidentBytes / 1e6:N0} MB resident", $"{later.ResidentBytes / 1e6:N0} MB"]);
    }
}

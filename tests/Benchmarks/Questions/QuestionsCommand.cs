using GroupResults.Application.Facts;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Benchmarks.Questions;

/// <summary>
/// The failures of a push of autoland's size with their origins, where 20 parents of the same size have to be asked: each says the same as
/// the push, so that no failure is decided before the last of them.
/// </summary>
internal static class QuestionsCommand
{
    private const int Parents = 20;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    internal static async Task RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Tools.Require();
        var directory = Directory.CreateTempSubdirectory("groupresults-questions").FullName;
        try
        {
            var data = new BenchmarkData();
            var database = Path.Combine(directory, "questions.db");
            await CreateAsync(database, data);
            await using var service = await ServiceProcess.StartGroupResultsAsync(
                database, cancellationToken, "--GroupResults:Warming:PollInterval=00:00:01", "--GroupResults:GraphQL:MaxCost=2000");
            await RolledUpAsync(database, cancellationToken);
            var run = new LoadRun(options, data, directory, database, service, cancellationToken);
            await FirstReadPart.RunAsync(run);
            await RepeatedReadPart.RunAsync(run);
            await WalkPart.RunAsync(run, Parents);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The push's query for its failures with their origins.</summary>
    internal static string Query(LoadRun run) =>
        $$"""
        { push(repository: "{{run.Data.Big.Key.Repository}}", revision: "{{run.Data.Big.Key.Revision}}") {
            groups(first: 2000, verdict: [FAIL, INTERMITTENT]) { totalCount nodes {
                name verdict ok failed origin { kind distance rule lastPass { revision } firstFail { revision } candidates { revision } waitingFor { revision } }
        } } } }
        """;

    /// <summary>About as many bytes without origins.</summary>
    internal static string PlainQuery(LoadRun run) =>
        $$"""
        { push(repository: "{{run.Data.Big.Key.Repository}}", revision: "{{run.Data.Big.Key.Revision}}") {
            groups(first: 2000, verdict: [FAIL, INTERMITTENT]) { totalCount nodes { name verdict confirmed consistent ok failed skipped medianDurationMs } }
        } }
        """;

    /// <summary>The large push with its parents before it. All are stable from the start.</summary>
    private static async Task CreateAsync(string database, BenchmarkData data)
    {
        await BenchmarkData.StoreAsync(database, data.Big.Reports);
        for (var parent = 1; parent <= Parents; parent++)
            await BenchmarkData.StoreAsync(database, data.Big.Reports.Select(report => report with { Revision = LoadDatabase.CopyRevision(parent) }));
        await using (var services = BenchmarkData.CreateServices(database))
        {
            await services.StartInfrastructureAsync(CancellationToken.None);
            var mediator = services.GetRequiredService<IMediator>();
            for (var parent = 0; parent <= Parents; parent++)
            {
                var revision = parent == 0 ? data.Big.Key.Revision : LoadDatabase.CopyRevision(parent);
                await mediator.Send(new RecordPush(new RecordPushInput(data.Big.Key.Repository, revision, new RecordedPush(null, 1000 - parent, null, null))));
            }
        }

        await LoadDatabase.SettleAsync(database);
    }

    private static async Task RolledUpAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = await LoadDatabase.OpenAsync(database);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM Pushes WHERE RolledUpVersion IS NOT ResultsVersion";
        while ((long)(await command.ExecuteScalarAsync(cancellationToken))! > 0) await Task.Delay(Poll, TimeProvider.System, cancellationToken);
    }
}

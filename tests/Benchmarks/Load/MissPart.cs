using System.Diagnostics;
using GroupResults.Application.Ingestion;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;
using GroupResults.Domain.Pushes;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// A miss of the drop-in endpoint by a single client, beside the least that reading and writing can take and beside a
/// row-per-result storage as Treeherder has it.
/// </summary>
internal static class MissPart
{
    private const double PlainTarget = 3;
    private const double LegacyTarget = 10;
    private const int ReadsPerRound = 10;
    private const int WarmUpRounds = 4;

    internal static async Task RunAsync(LoadRun run)
    {
        var changed = ChangedReport(run);
        var push = new PushKey(changed.Repository, changed.Revision);
        var change = ChangingReport.Of(run.Service.Client, changed);
        var service = new Reader(run.Service.Client, run.DropIn(push.Revision).PathAndQuery, gzip: false, "fwd=miss", change);
        using var plain = new PlainMiss(run.Database);

        var legacyDatabase = Path.Combine(run.Directory, "legacy.db");
        await LegacyStorage.StoreAsync(legacyDatabase, run.Data.Reports);
        await using var legacyService = await ServiceProcess.StartAsync(
            LegacyService.Assembly, url => [LegacyService.Argument, url, legacyDatabase], serverGc: true, run.CancellationToken);
        var (repository, revision) = run.Data.Big.Key;
        var legacy = new Reader(
            legacyService.Client, $"/legacy?repository={repository}&revision={revision}", gzip: false, expectedCacheStatus: null, prepare: null);

        List<double> plainTimes = [];
        for (var round = -WarmUpRounds; round < run.Options.Rounds; round++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            var counts = round >= 0;
            await service.ReadAsync(ReadsPerRound, counts);
            ReadPlain(plain, push, counts ? plainTimes : null);
            await legacy.ReadAsync(ReadsPerRound, counts);
        }

        var bytes = await service.BytesAsync();
        if (!plain.Read(push).Span.SequenceEqual(bytes)) throw new InvalidOperationException("A miss and the plain read differ.");
        Print(service.Milliseconds, plainTimes, legacy.Milliseconds);
    }

    /// <summary>Of a push of its own: the others stay as they are for the parts after this.</summary>
    internal static ReportInput ChangedReport(LoadRun run) => run.Data.Big.Reports[^1] with
    {
        Revision = LoadDatabase.CopyRevision(LoadDatabase.ChangingCopy),
        TaskId = "ThisTaskRunIsChanged00",
    };

    private static void ReadPlain(PlainMiss plain, PushKey push, List<double>? times)
    {
        for (var i = 0; i < ReadsPerRound; i++)
        {
            var clock = Stopwatch.StartNew();
            plain.Read(push);
            times?.Add(clock.Elapsed.TotalMilliseconds);
        }
    }

    private static void Print(List<double> service, List<double> plain, List<double> legacy)
    {
        var (miss, limit, old) = (Quantiles.Median(service), Quantiles.Median(plain), Quantiles.Median(legacy));
        MarkdownTable.Header("one client, plain", "median", "p99", "a miss", "target", "");
        MarkdownTable.Row([$"miss over HTTP", .. Times(service), $"", $"", $""]);
        MarkdownTable.Row(
        [
            $"plain ADO.NET, rows to JSON", .. Times(plain),
            $"takes {miss / limit:0.00} times this", $"<= {PlainTarget:0}", $"{Verdict.Of(miss <= PlainTarget * limit)}",
        ]);
        MarkdownTable.Row(
        [
            $"legacy over HTTP", .. Times(legacy),
            $"is {old / miss:0.0} times as fast", $">= {LegacyTarget:0}", $"{Verdict.Of(old >= LegacyTarget * miss)}",
        ]);
    }

    private static FormattableString[] Times(List<double> milliseconds) =>
        [$"{Quantiles.Median(milliseconds):0.00} ms", $"{Quantiles.Of(milliseconds, 0.99):0.00} ms"];
}

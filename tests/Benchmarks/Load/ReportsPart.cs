using System.Diagnostics;
using System.Text.Json;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>
/// Reports by many clients through the mutation, beside a loop that stores the same reports by plain ADO.NET, one a
/// transaction; and what readers of another push notice of the flood.
/// </summary>
internal static class ReportsPart
{
    private const double RateTarget = 1.0;
    private const double SlowdownTarget = 3.0;

    /// <summary>The readers: few, and far from what the service can bear, so that their wait is not for each other.</summary>
    private const int Readers = 4;
    private const int ReaderPauseMs = 20;

    /// <summary>The flood runs so much longer than the readers within it.</summary>
    private const int FloodMarginSeconds = 1;

    /// <summary>One turn of the loop.</summary>
    private sealed record Written(double PerSecond, double P50Ms, double P99Ms);

    internal static async Task RunAsync(LoadRun run)
    {
        var pool = new ReportPool(run.Data);
        var lines = Path.Combine(run.Directory, "reports.txt");
        await pool.WriteAsync(lines, run.CancellationToken);
        var plainDatabase = Path.Combine(run.Directory, "plain-reports.db");
        await LoadDatabase.CopyFileAsync(run.Database, plainDatabase);
        var flood = new Flood(run, lines);
        using var writer = await PlainReportWriter.OpenAsync(plainDatabase);
        var reader = new WrkRequest(run.BigAddress, [RestPart.AcceptGzip], PauseMs: ReaderPauseMs);
        List<WrkResult> service = [], quiet = [], flooded = [];
        List<Written> plain = [];
        for (var round = -1; round < run.Options.Rounds; round++)
        {
            var ours = await flood.RunAsync(run.Options.Seconds);
            var theirs = WriteFor(writer, pool, TimeSpan.FromSeconds(run.Options.Seconds), run.CancellationToken);
            var before = await ReadAsync();
            var reports = flood.RunAsync(run.Options.Seconds + FloodMarginSeconds);
            var during = await ReadAsync();
            await reports;
            if (round < 0) continue; // Warm now.
            service.Add(ours);
            plain.Add(theirs);
            quiet.Add(before);
            flooded.Add(during);
        }

        Print(run, service, plain, quiet, flooded);
        await flood.CheckAsync();

        Task<WrkResult> ReadAsync() => Wrk.ReadAsync(reader, Readers, run.Options.Seconds, run.CancellationToken);
    }

    private static Written WriteFor(PlainReportWriter writer, ReportPool pool, TimeSpan duration, CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        var clock = Stopwatch.StartNew();
        for (var (now, number) = (TimeSpan.Zero, 0); now < duration; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(pool.Reports[number % pool.Reports.Count], ReportPool.Revision(number), NewTaskId());
            var written = clock.Elapsed;
            milliseconds.Add((written - now).TotalMilliseconds);
            now = written;
        }

        return new Written(
            milliseconds.Count / clock.Elapsed.TotalSeconds, Quantiles.Median(milliseconds), Quantiles.Of(milliseconds, 0.99));
    }

    /// <summary>As long as a real one, and like it after no other in order.</summary>
    private static string NewTaskId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..22];

    private static void Print(LoadRun run, List<WrkResult> service, List<Written> plain, List<WrkResult> quiet, List<WrkResult> flooded)
    {
        var ratio = Quantiles.Median(service.Zip(plain, (ours, theirs) => ours.RequestsPerSecond / theirs.PerSecond));
        var slowdown = Quantiles.Median(flooded.Zip(quiet, (during, before) => during.P99Ms / before.P99Ms));
        MarkdownTable.Header(
            $"{run.Options.Clients} clients, {ReportPool.ResultsPerReport} results a report", "reports", "p50", "p99", "failed",
            "plain ADO.NET, one a transaction", "p50", "p99", "ratio", "target", "");
        MarkdownTable.Row(
        [
            $"recordGroupResults",
            $"{Median(service, turn => turn.RequestsPerSecond):N0}/s",
            $"{Median(service, turn => turn.P50Ms):0.00} ms",
            $"{Median(service, turn => turn.P99Ms):0.00} ms",
            $"{service.Sum(turn => turn.Refused + turn.Errors):N0}",
            $"{Median(plain, turn => turn.PerSecond):N0}/s",
            $"{Median(plain, turn => turn.P50Ms):0.00} ms",
            $"{Median(plain, turn => turn.P99Ms):0.00} ms",
            $"{ratio:0.00}",
            $">= {RateTarget:0.0}",
            $"{Verdict.Of(ratio >= RateTarget)}",
        ]);
        MarkdownTable.Header(
            FormattableString.Invariant($"{Readers} readers, {Median(quiet, turn => turn.RequestsPerSecond):N0} requests a second"),
            "p50", "p99", "p50 in the flood", "p99 in the flood", "ratio of p99", "target", "");
        MarkdownTable.Row(
        [
            $"REST hit, gzip, of another push",
            $"{Median(quiet, turn => turn.P50Ms):0.00} ms",
            $"{Median(quiet, turn => turn.P99Ms):0.00} ms",
            $"{Median(flooded, turn => turn.P50Ms):0.00} ms",
            $"{Median(flooded, turn => turn.P99Ms):0.00} ms",
            $"{slowdown:0.0}",
            $"<= {SlowdownTarget:0.0}",
            $"{Verdict.Of(slowdown <= SlowdownTarget)}",
        ]);
    }

    private static double Median<T>(List<T> turns, Func<T, double> figure) => Quantiles.Median(turns.Select(figure));

    /// <summary>All reports sent to the service, and what came of them.</summary>
    private sealed class Flood(LoadRun run, string lines)
    {
        private int _turns;
        private long _acknowledged;
        private long _failed;

        internal async Task<WrkResult> RunAsync(int seconds)
        {
            var prefix = FormattableString.Invariant($"turn{_turns++:00}"); // With what report.lua adds, as long as a real task id.
            var result = await Wrk.ReportAsync(
                run.Service, new WrkReports(lines, prefix, ReportPool.Pushes), run.Options.Clients, seconds, run.CancellationToken);
            _acknowledged += result.Acknowledged;
            _failed += result.Refused + result.Errors;
            return result;
        }

        /// <summary>Everything acknowledged is stored; beyond it only what was under way when a turn ended.</summary>
        internal async Task CheckAsync()
        {
            var (stored, versions) = (0L, 0L);
            for (var number = 0; number < ReportPool.Pushes; number++)
            {
                var revision = ReportPool.Revision(number);
                var query = $$"""{ push(repository: "{{ReportPool.Repository}}", revision: "{{revision}}") { version counts { taskRuns } } }""";
                var answer = await Answer.ReadAsync(
                    run.Service.Client, PreparedQuery.Address(run), gzip: false, run.CancellationToken, PreparedQuery.Body(query));
                using var json = JsonDocument.Parse(answer.Plain);
                var push = json.RootElement.GetProperty("data").GetProperty("push");
                stored += push.GetProperty("counts").GetProperty("taskRuns").GetInt64();
                versions += push.GetProperty("version").GetInt64();
            }

            var atMost = _acknowledged + ((long)_turns * run.Options.Clients);
            Console.WriteLine();
            Console.WriteLine(FormattableString.Invariant(
                $"Reports: {_acknowledged:N0} acknowledged, {stored:N0} stored, {_failed:N0} failed (in all turns, warm-up included)"));
            if (stored < _acknowledged || stored > atMost + _failed || versions != stored)
                throw new InvalidOperationException($"{_acknowledged} acknowledged, {stored} stored, the versions sum up to {versions}.");
        }
    }
}

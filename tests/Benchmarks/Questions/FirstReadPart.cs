using System.Diagnostics;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Questions;

/// <summary>
/// The question and the result map just after a report to the push, in turns, one read at a time. Each question of a round comes from a
/// client of its own: the service makes a client wait between costly queries, and that wait is not to be measured.
/// </summary>
internal static class FirstReadPart
{
    private const double Target = 3;
    private const int ReadsPerRound = 10;
    private const int WarmUpRounds = 8;

    internal static async Task RunAsync(LoadRun run)
    {
        var change = ChangingReport.Of(run.Service.Client, run.Data.Big.Reports[^1] with { TaskId = "ThisTaskRunIsChanged00" });
        var map = new Reader(run.Service.Client, run.BigAddress.PathAndQuery, gzip: false, "fwd=miss", change);
        var body = PreparedQuery.Body(QuestionsCommand.Query(run));
        List<HttpClient> clients = [.. Enumerable.Range(0, ReadsPerRound).Select(client => ClientAddress.CreateClient(client, run.Service.Address))];
        List<double> question = [];
        for (var round = -WarmUpRounds; round < run.Options.Rounds; round++)
        {
            await map.ReadAsync(ReadsPerRound, measure: round >= 0);
            foreach (var client in clients)
            {
                await change();
                var clock = Stopwatch.StartNew();
                await Answer.ReadAsync(client, PreparedQuery.Address(run), gzip: false, run.CancellationToken, body);
                if (round >= 0) question.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        foreach (var client in clients) client.Dispose();
        Report(question, map.Milliseconds);
    }

    private static void Report(List<double> question, List<double> map)
    {
        var (first, miss) = (Quantiles.Median(question), Quantiles.Median(map));
        MarkdownTable.Header("one read at a time, plain, just after a report", "median", "p99", "ratio", "target", "");
        MarkdownTable.Row([$"the result map", $"{miss:0.00} ms", $"{Quantiles.Of(map, 0.99):0.00} ms", $"", $"", $""]);
        MarkdownTable.Row(
        [
            $"its failures with origins", $"{first:0.00} ms", $"{Quantiles.Of(question, 0.99):0.00} ms", $"{first / miss:0.00}", $"<= {Target:0}",
            $"{Verdict.Of(first <= Target * miss)}",
        ]);
    }
}

using System.Diagnostics;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Table;

namespace GroupResults.Benchmarks.Questions;

/// <summary>The question and the result map, each after a report to the push, in turns, by a single client that rests between reads.</summary>
internal static class FirstReadPart
{
    private const double Target = 3;
    private const int ReadsPerRound = 10;
    private const int WarmUpRounds = 2;

    /// <summary>After a costly question, its client's next one waits: that is the limit's time, not the question's.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(120);

    internal static async Task RunAsync(LoadRun run)
    {
        var change = ChangingReport.Of(run.Service.Client, run.Data.Big.Reports[^1] with { TaskId = "ThisTaskRunIsChanged00" });
        var map = new Reader(run.Service.Client, run.BigAddress.PathAndQuery, gzip: false, "fwd=miss", ChangeAsync);
        var body = PreparedQuery.Body(QuestionsCommand.Query(run));
        List<double> question = [];
        for (var round = -WarmUpRounds; round < run.Options.Rounds; round++)
        {
            await map.ReadAsync(ReadsPerRound, measure: round >= 0);
            for (var i = 0; i < ReadsPerRound; i++)
            {
                await ChangeAsync();
                var clock = Stopwatch.StartNew();
                await Answer.ReadAsync(run.Service.Client, PreparedQuery.Address(run), gzip: false, run.CancellationToken, body);
                if (round >= 0) question.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        Report(question, map.Milliseconds);

        async Task ChangeAsync()
        {
            await change();
            await Task.Delay(Rest, TimeProvider.System, run.CancellationToken);
        }
    }

    private static void Report(List<double> question, List<double> map)
    {
        var (first, miss) = (Quantiles.Median(question), Quantiles.Median(map));
        MarkdownTable.Header("one client, plain, just after a report", "median", "p99", "ratio", "target", "");
        MarkdownTable.Row([$"the result map", $"{miss:0.00} ms", $"{Quantiles.Of(map, 0.99):0.00} ms", $"", $"", $""]);
        MarkdownTable.Row(
        [
            $"its failures with origins", $"{first:0.00} ms", $"{Quantiles.Of(question, 0.99):0.00} ms", $"{first / miss:0.00}", $"<= {Target:0}",
            $"{Verdict.Of(first <= Target * miss)}",
        ]);
    }
}

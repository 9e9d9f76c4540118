using GroupResults.Benchmarks.Figures;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Questions;

/// <summary>
/// The history of a group over many pushes from their roll-ups, and from their task runs, which the same program reads where there are no
/// roll-ups.
/// </summary>
internal static class HistoryCommand
{
    internal const int DefaultPushes = 1000;

    private const double MinRatio = 100;
    private const double MaxBytesPerResult = 20;
    private const int Groups = 20;
    private const int ScannedGroups = 3;

    internal static async Task RunAsync(int pushes, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("groupresults-history").FullName;
        try
        {
            var data = new HistoryData(Path.Combine(directory, "history.db"), pushes);
            await data.StoreAsync(cancellationToken);
            var without = await data.BytesPerResultAsync();
            var scanned = await data.CopyAsync(Path.Combine(directory, "scanned.db"));
            var milliseconds = await data.RollUpAsync(cancellationToken);
            var with = await data.BytesPerResultAsync();

            MarkdownTable.Header($"{pushes:N0} pushes, {data.Results:N0} results", "", "target", "");
            MarkdownTable.Row([$"bytes a result, without roll-ups", $"{without:0.00}", $"", $""]);
            MarkdownTable.Row([$"bytes a result, with roll-ups", $"{with:0.00}", $"< {MaxBytesPerResult:0}", $"{Verdict.Of(with < MaxBytesPerResult)}"]);
            MarkdownTable.Row([$"making the roll-ups of a push", $"{Quantiles.Median(milliseconds):0.0} ms", $"", $""]);
            await CompareAsync(data, scanned);
            await scanned.RollUpLaterAsync(cancellationToken);
            var later = await scanned.BytesPerResultAsync();
            MarkdownTable.Row([$"bytes a result, with roll-ups made later and newest first", $"{later:0.00}", $"", $""]);
            await HistoryPart.MeasureOthersAsync(data);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CompareAsync(HistoryData data, HistoryData scanned)
    {
        var groups = data.PickGroups(Groups);
        var rolledUp = await HistoryPart.MeasureAsync(data, groups);
        var scan = await HistoryPart.MeasureAsync(scanned, groups.Take(ScannedGroups));
        var (fast, slow) = (Quantiles.Median(rolledUp.Milliseconds), Quantiles.Median(scan.Milliseconds));
        var areEqual = rolledUp.Answers.Take(ScannedGroups).SequenceEqual(scan.Answers, StringComparer.Ordinal);
        MarkdownTable.Row([$"history of a group, from roll-ups", $"{fast:0.00} ms", $"", $""]);
        MarkdownTable.Row([$"history of a group, from task runs", $"{slow:0} ms", $"", $""]);
        MarkdownTable.Row([$"ratio", $"{slow / fast:0}", $">= {MinRatio:0}", $"{Verdict.Of(slow / fast >= MinRatio)}"]);
        MarkdownTable.Row([$"same answers", $"{areEqual}", $"True", $"{Verdict.Of(areEqual)}"]);
    }
}

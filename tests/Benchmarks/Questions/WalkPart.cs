using System.Text.Json;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;

namespace GroupResults.Benchmarks.Questions;

/// <summary>
/// What a bot transfers that asks whether each failing group is new: by one question, by downloading the result maps of the push and its
/// parents once, and by asking for a parent's map again for each group, as one public repair bot does.
/// </summary>
internal static class WalkPart
{
    /// <summary>As many as the bot's question is about.</summary>
    private const int Groups = 200;

    internal static async Task RunAsync(LoadRun run, int parents)
    {
        var question = await Answer.ReadAsync(
            run.Service.Client, PreparedQuery.Address(run), gzip: true, run.CancellationToken, PreparedQuery.Body(QuestionsCommand.Query(run)));
        var own = await MapAsync(run, run.Data.Big.Key.Revision);
        List<HashSet<string>> open = [[.. own.Failing.Take(Groups)]];
        var (requests, bytes, each) = (1, (long)own.Bytes, new List<(int Asked, int Bytes)>());
        for (var distance = 1; distance <= parents && open[^1].Count > 0; distance++)
        {
            var map = await MapAsync(run, LoadDatabase.CopyRevision(distance));
            each.Add((open[^1].Count, map.Bytes));
            (requests, bytes) = (requests + 1, bytes + map.Bytes);
            open.Add([.. open[^1].Where(group => !map.Passing.Contains(group))]);
        }

        MarkdownTable.Header($"origins of {open[0].Count} failing groups", "requests", "bytes, gzip");
        MarkdownTable.Row([$"one question", $"1", $"{question.Bytes.Length:N0}"]);
        MarkdownTable.Row([$"walk over the maps, each downloaded once", $"{requests:N0}", $"{bytes:N0}"]);
        MarkdownTable.Row(
        [
            $"walk of each group by itself", $"{1 + each.Sum(asked => asked.Asked):N0}", $"{own.Bytes + each.Sum(asked => (long)asked.Asked * asked.Bytes):N0}",
        ]);
    }

    private static async Task<(int Bytes, HashSet<string> Failing, HashSet<string> Passing)> MapAsync(LoadRun run, string revision)
    {
        var answer = await Answer.ReadAsync(run.Service.Client, run.DropIn(revision), gzip: true, run.CancellationToken);
        using var map = JsonDocument.Parse(answer.Plain);
        HashSet<string> failing = new(StringComparer.Ordinal), passing = new(StringComparer.Ordinal);
        foreach (var group in map.RootElement.EnumerateObject().SelectMany(task => task.Value.EnumerateObject()))
            (group.Value.GetBoolean() ? passing : failing).Add(group.Name);
        passing.ExceptWith(failing); // A bot that compares by group alone takes one failure as a failure.
        return (answer.Bytes.Length, failing, passing);
    }
}

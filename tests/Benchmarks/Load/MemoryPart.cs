using System.Text.Json;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>Many stable pushes of an autoland's size, each asked for by gzip: all of them must fit into the cache's default limit.</summary>
internal static class MemoryPart
{
    internal const int Pushes = 300;

    /// <summary>That the database must have.</summary>
    internal const int Copies = LoadDatabase.ChangingCopy + Pushes;

    internal static async Task RunAsync(LoadRun run)
    {
        var before = await Scrape.ReadAsync(run.Service, run.CancellationToken);
        var first = await ReadAllAsync(run);
        var second = await ReadAllAsync(run);
        await Task.Delay(Scrape.MaxAge, TimeProvider.System, run.CancellationToken);
        var after = await Scrape.ReadAsync(run.Service, run.CancellationToken);
        var (bytes, limit) = await StatisticsAsync(run);
        var evictions = after.Evictions - before.Evictions;
        MarkdownTable.Header(
            "pushes read twice by gzip", "bytes of answers", "hits of the first reading", "hits of the second", "evictions", "cache", "limit", "");
        MarkdownTable.Row(
        [
            $"{Pushes}",
            $"{first.Bytes / 1e6:N1} MB",
            $"{first.Hits}",
            $"{second.Hits}",
            $"{evictions:0}",
            $"{bytes / 1e6:N1} MB",
            $"{limit / 1e6:N1} MB",
            $"{Verdict.Of(second.Hits == Pushes && evictions == 0 && bytes <= limit)}",
        ]);
    }

    private static async Task<(int Hits, long Bytes)> ReadAllAsync(LoadRun run)
    {
        var (hits, bytes) = (0, 0L);
        for (var number = LoadDatabase.ChangingCopy + 1; number <= Copies; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, run.DropIn(LoadDatabase.CopyRevision(number)));
            request.Headers.AcceptEncoding.Add(new("gzip"));
            using var response = await run.Service.Client.SendAsync(request, run.CancellationToken);
            response.EnsureSuccessStatusCode();
            bytes += (await response.Content.ReadAsByteArrayAsync(run.CancellationToken)).Length;
            if (response.Headers.GetValues("Cache-Status").Single().Contains("; hit", StringComparison.Ordinal)) hits++;
        }

        return (hits, bytes);
    }

    private static async Task<(long Bytes, long Limit)> StatisticsAsync(LoadRun run)
    {
        var answer = await Answer.ReadAsync(
            run.Service.Client,
            PreparedQuery.Address(run),
            gzip: false,
            run.CancellationToken,
            PreparedQuery.Body("{ cacheStatistics { bytes limitBytes } }"));
        using var json = JsonDocument.Parse(answer.Plain);
        var statistics = json.RootElement.GetProperty("data").GetProperty("cacheStatistics");
        return (statistics.GetProperty("bytes").GetInt64(), statistics.GetProperty("limitBytes").GetInt64());
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Processes;
using Microsoft.Data.Sqlite;

namespace GroupResults.Benchmarks.Table;

/// <summary>
/// Reads of the large push over HTTP on loopback by a single client, each service in a process of its own, all in turns
/// in one run, so that whatever else the machine does strikes all of them.
/// </summary>
internal static class TableCommand
{
    private const int SlowReadsPerRound = 10;
    private const int FastReadsPerRound = 50;
    private const int WarmUpRounds = 4;

    /// <param name="FastReads">Many of them fit into a round.</param>
    private sealed record Row(string Name, bool FastReads, Reader Plain, Reader Gzip);

    internal static async Task<int> RunAsync(int rounds)
    {
        var directory = Directory.CreateTempSubdirectory("groupresults-table").FullName;
        try
        {
            var data = new BenchmarkData();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The large push: {data.Big.Reports.Count:N0} task runs, {data.Big.ResultCount:N0} results; all pushes: {data.ResultCount:N0} results"));
            var (active, stable, legacy) =
                (Path.Combine(directory, "active.db"), Path.Combine(directory, "stable.db"), Path.Combine(directory, "legacy.db"));
            await data.StoreAsync(active);
            await LegacyStorage.StoreAsync(legacy, data.Reports);
            await DatabaseSize.PrintAsync(active, data.ResultCount);
            await DatabaseSize.PrintAsync(legacy, data.ResultCount);
            File.Copy(active, stable);
            await MeasureAsync(data, rounds, active, stable, legacy);
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(BenchmarkData data, int rounds, string active, string stable, string legacy)
    {
        // The first service takes all pushes for active, whatever time the run needs; the second, on a copy of the
        // database, takes for stable what has been idle for a second, which is then every push.
        await using var activeService = await StartServiceAsync(active, "1.00:00:00");
        await using var stableService = await StartServiceAsync(stable, "00:00:01");
        await using var legacyService = await ServiceProcess.StartAsync(
            LegacyService.Assembly, url => [LegacyService.Argument, url, legacy], serverGc: true);
        var (repository, revision) = data.Big.Key;
        var dropIn = $"/api/project/{repository}/push/group_results/?revision={revision}";
        var legacyAddress = $"/legacy?repository={repository}&revision={revision}";
        var change = ChangingReport.Of(activeService.Client, data.Big.Reports[^1]);
        List<Row> rows =
        [
            NewRow("legacy", fast: false, legacyService.Client, legacyAddress),
            NewRow("cache miss", fast: false, activeService.Client, dropIn, "fwd=miss", change),
            NewRow("hit, active push", fast: true, activeService.Client, dropIn, "; hit"),
            NewRow("hit, stable push", fast: true, stableService.Client, dropIn, "; hit"),
            NewRow("(limit: the bytes from memory)", fast: true, legacyService.Client, "/bytes"),
        ];
        await CheckSameAsync(rows[0].Plain, rows[3].Plain, rows[3].Gzip);

        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            foreach (var row in rows)
            {
                var times = row.FastReads ? FastReadsPerRound : SlowReadsPerRound;
                foreach (var reader in (Reader[])[row.Plain, row.Gzip])
                {
                    // The first of a turn is not counted: it fills the cache where the turn before emptied it.
                    if (row.FastReads) await reader.FillAsync();
                    await reader.ReadAsync(times, measure: round >= 0);
                }
            }

            if (round >= 0) Console.Error.Write($"\rround {round + 1} of {rounds}");
        }

        Console.Error.WriteLine();
        Print(rows);
    }

    private static Task<ServiceProcess> StartServiceAsync(string database, string idleThreshold) =>
        ServiceProcess.StartGroupResultsAsync(database, CancellationToken.None, $"--GroupResults:Stability:IdleThreshold={idleThreshold}");

    private static Row NewRow(
        string name, bool fast, HttpClient client, string address, string? expectedCacheStatus = null, Func<Task>? prepare = null) =>
        new(
            name,
            fast,
            new Reader(client, address, gzip: false, expectedCacheStatus, prepare),
            new Reader(client, address, gzip: true, expectedCacheStatus, prepare));

    /// <summary>Fast answers that differ would be worth nothing.</summary>
    private static async Task CheckSameAsync(Reader legacy, Reader plain, Reader gzip)
    {
        var expected = await legacy.BytesAsync();
        var bytes = await plain.BytesAsync();
        await using var unpacked = new GZipStream(new MemoryStream(await gzip.BytesAsync()), CompressionMode.Decompress);
        using var fromGzip = new MemoryStream();
        await unpacked.CopyToAsync(fromGzip);
        using var expectedJson = JsonDocument.Parse(expected);
        using var json = JsonDocument.Parse(bytes);
        if (!JsonElement.DeepEquals(expectedJson.RootElement, json.RootElement) || !fromGzip.ToArray().AsSpan().SequenceEqual(bytes))
            throw new InvalidOperationException("The services do not give the same answer.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The answer: {bytes.Length:N0} bytes of JSON, the same from all"));
    }

    private static void Print(List<Row> rows)
    {
        var (plain, gzip) = (Median(rows[0].Plain), Median(rows[0].Gzip));
        Console.WriteLine();
        Console.WriteLine("| | plain median | p99 | vs legacy | gzip median | p99 | vs legacy |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var row in rows) Console.WriteLine($"| {row.Name} | {Cells(row.Plain, plain)} | {Cells(row.Gzip, gzip)} |");
    }

    private static string Cells(Reader reader, double legacy) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(reader):0.00} ms | {Quantiles.Of(reader.Milliseconds, 0.99):0.00} ms | {legacy / Median(reader):0.0}x");

    private static double Median(Reader reader) => Quantiles.Median(reader.Milliseconds);
}

using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>A hit of the drop-in endpoint beside nginx with the same bytes in a file, plain and precompressed.</summary>
internal static class RestPart
{
    internal const string AcceptGzip = "Accept-Encoding: gzip";

    private const string FileName = "map.json";
    private const double PlainTarget = 0.9;
    private const double GzipTarget = 0.8;

    internal static async Task RunAsync(LoadRun run)
    {
        var plain = await Answer.ReadAsync(run.Service.Client, run.BigAddress, gzip: false, run.CancellationToken);
        var gzip = await Answer.ReadAsync(run.Service.Client, run.BigAddress, gzip: true, run.CancellationToken);
        await using var nginx = await Nginx.StartAsync([new StaticFile(FileName, plain.Bytes, gzip.Bytes)], run.CancellationToken);
        var file = new Uri(nginx.Address, FileName);
        using var client = new HttpClient();
        plain.MustEqual(await Answer.ReadAsync(client, file, gzip: false, run.CancellationToken), "plain");
        gzip.MustEqual(await Answer.ReadAsync(client, file, gzip: true, run.CancellationToken), "gzip");
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"REST: {plain.Bytes.Length:N0} bytes plain, {gzip.Bytes.Length:N0} gzip, the same from both"));
        await Comparison.MeasureAsync(
            run,
            "nginx, static file",
            new Comparison("REST hit, plain", Plain(run.BigAddress), Plain(file), PlainTarget),
            new Comparison("REST hit, gzip", Gzip(run.BigAddress), Gzip(file), GzipTarget));

        WrkRequest Plain(Uri address) => new(address, [], AnswerBytes: plain.Bytes.Length);
        WrkRequest Gzip(Uri address) => new(address, [AcceptGzip], AnswerBytes: gzip.Bytes.Length);
    }
}

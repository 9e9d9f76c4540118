using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>Hits through GraphQL beside nginx with the bytes of the very responses in precompressed files.</summary>
internal static class GraphQLPart
{
    private const double Target = 0.6;

    internal static async Task RunAsync(LoadRun run)
    {
        PreparedQuery[] queries = [await PreparedQuery.MapAsync(run), await PreparedQuery.TypedAsync(run)];
        await using var nginx = await Nginx.StartAsync(
            queries.Select(query => new StaticFile(query.FileName, query.Answer.Plain, query.Answer.Bytes)), run.CancellationToken);
        using var client = new HttpClient();
        Console.WriteLine();
        foreach (var query in queries)
        {
            var file = new Uri(nginx.Address, query.FileName);
            query.Answer.MustEqual(await Answer.ReadAsync(client, file, gzip: true, run.CancellationToken), query.Name);
            Console.WriteLine(FormattableString.Invariant(
                $"GraphQL hit, {query.Name}: {query.Answer.Plain.Length:N0} bytes, {query.Answer.Bytes.Length:N0} gzip, the same from both"));
        }

        await Comparison.MeasureAsync(run, "nginx, precompressed file", [.. queries.Select(query => new Comparison(
            $"GraphQL hit, {query.Name}",
            query.Request,
            new WrkRequest(new Uri(nginx.Address, query.FileName), [RestPart.AcceptGzip], AnswerBytes: query.Answer.Bytes.Length),
            Target))]);
    }
}

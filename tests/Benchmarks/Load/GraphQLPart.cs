using System.Text.Json;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>Hits through GraphQL beside nginx with the bytes of the very responses in precompressed files.</summary>
internal static class GraphQLPart
{
    private const double Target = 0.6;

    /// <summary>The first answers of a version may differ from those after them: they say that they were no hits.</summary>
    private const int AnswersUntilSame = 10;

    /// <summary>A request as the service gets it, and what nginx sends for it.</summary>
    private sealed record Query(string Name, string FileName, string BodyFile, Answer Answer);

    internal static async Task RunAsync(LoadRun run)
    {
        Query[] queries =
        [
            await PrepareAsync(run, "GraphQL hit, result map", "graphql-map", MapQuery(run)),
            await PrepareAsync(run, "GraphQL hit, typed query", "graphql-typed", TypedQuery(run)),
        ];
        await using var nginx = await Nginx.StartAsync(
            queries.Select(query => new StaticFile(query.FileName, query.Answer.Plain, query.Answer.Bytes)), run.CancellationToken);
        using var client = new HttpClient();
        Console.WriteLine();
        foreach (var query in queries)
        {
            query.Answer.MustEqual(await Answer.ReadAsync(client, new Uri(nginx.Address, query.FileName), gzip: true, run.CancellationToken), query.Name);
            Console.WriteLine(FormattableString.Invariant(
                $"{query.Name}: {query.Answer.Plain.Length:N0} bytes, {query.Answer.Bytes.Length:N0} gzip, the same from both"));
        }

        await Comparison.MeasureAsync(run, "nginx, precompressed file", [.. queries.Select(query => new Comparison(
            query.Name,
            Request(run, query),
            new WrkRequest(new Uri(nginx.Address, query.FileName), [RestPart.AcceptGzip], AnswerBytes: query.Answer.Bytes.Length),
            Target))]);
    }

    internal static string MapQuery(LoadRun run) => $$"""{ push({{Push(run)}}) { resultMap } }""";

    /// <summary>All that a sheriff's page could want of a push.</summary>
    internal static string TypedQuery(LoadRun run) =>
        $$"""
        { push({{Push(run)}}) { version counts { taskRuns groups ok error skip unsupported } tasks(first: 2000) { totalCount nodes { taskId runId jobName results { group status durationMs } } } } }
        """;

    private static WrkRequest Request(LoadRun run, Query query) =>
        new(GraphQLAddress(run), ["Content-Type: application/json", RestPart.AcceptGzip], query.BodyFile, AnswerBytes: query.Answer.Bytes.Length);

    internal static string Body(string query) => JsonSerializer.Serialize(new { query });

    private static Uri GraphQLAddress(LoadRun run) => new(run.Service.Address, "/graphql");

    private static string Push(LoadRun run) => $"repository: \"{run.Data.Big.Key.Repository}\", revision: \"{run.Data.Big.Key.Revision}\"";

    private static async Task<Query> PrepareAsync(LoadRun run, string name, string fileName, string query)
    {
        var body = Body(query);
        var bodyFile = Path.Combine(run.Directory, $"{fileName}.request.json");
        await File.WriteAllTextAsync(bodyFile, body, run.CancellationToken);
        var answer = await ReadAsync();
        for (var i = 0; i < AnswersUntilSame; i++)
        {
            var next = await ReadAsync();
            if (next.Bytes.AsSpan().SequenceEqual(answer.Bytes)) return new Query(name, fileName, bodyFile, Checked(next));
            answer = next;
        }

        throw new InvalidOperationException($"{name}: the answer is another each time.");

        Task<Answer> ReadAsync() => Answer.ReadAsync(run.Service.Client, GraphQLAddress(run), gzip: true, run.CancellationToken, body);
    }

    private static Answer Checked(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Plain);
        if (json.RootElement.TryGetProperty("errors", out var errors)) throw new InvalidOperationException($"GraphQL answered with errors: {errors}");
        return json.RootElement.GetProperty("data").GetProperty("push").ValueKind is JsonValueKind.Object
            ? answer
            : throw new InvalidOperationException("GraphQL knows no such push.");
    }
}

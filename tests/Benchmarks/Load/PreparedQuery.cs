using System.Text.Json;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Load;

/// <summary>A GraphQL request as wrk sends it, and the answer that the service gives to it by now.</summary>
/// <param name="FileName">Under which nginx may send the same.</param>
/// <param name="Answer">By gzip.</param>
internal sealed record PreparedQuery(string Name, string FileName, WrkRequest Request, Answer Answer)
{
    /// <summary>The first answers of a version may differ from those after them: they say that they were no hits.</summary>
    private const int AnswersUntilSame = 10;

    internal static Task<PreparedQuery> MapAsync(LoadRun run) =>
        PrepareAsync(run, "result map", "graphql-map", $$"""{ push({{Push(run, run.Data.Big.Key.Revision)}}) { resultMap } }""");

    /// <summary>All that a sheriff's page could want of a push.</summary>
    internal static Task<PreparedQuery> TypedAsync(LoadRun run) =>
        PrepareAsync(run, "typed query", "graphql-typed", TypedQuery(run, run.Data.Big.Key.Revision));

    internal static string TypedQuery(LoadRun run, string revision) =>
        $$"""
        {
          push({{Push(run, revision)}}) {
            version
            counts { taskRuns groups ok error skip unsupported }
            tasks(first: 2000) { totalCount nodes { taskId runId jobName results { group status durationMs } } }
          }
        }
        """;

    /// <summary>The body of a POST.</summary>
    internal static string Body(string query) => JsonSerializer.Serialize(new { query });

    internal static Uri Address(LoadRun run) => new(run.Service.Address, "/graphql");

    private static string Push(LoadRun run, string revision) => $"repository: \"{run.Data.Big.Key.Repository}\", revision: \"{revision}\"";

    internal static async Task<PreparedQuery> PrepareAsync(LoadRun run, string name, string fileName, string query)
    {
        var body = Body(query);
        var bodyFile = Path.Combine(run.Directory, $"{fileName}.request.json");
        await File.WriteAllTextAsync(bodyFile, body, run.CancellationToken);
        var answer = await ReadAsync();
        for (var i = 0; i < AnswersUntilSame; i++)
        {
            var next = await ReadAsync();
            if (next.Bytes.AsSpan().SequenceEqual(answer.Bytes))
            {
                CheckIsPush(next);
                var request = new WrkRequest(
                    Address(run), ["Content-Type: application/json", RestPart.AcceptGzip], bodyFile, AnswerBytes: next.Bytes.Length);
                return new PreparedQuery(name, fileName, request, next);
            }

            answer = next;
        }

        throw new InvalidOperationException($"{name}: the answer is another each time.");

        Task<Answer> ReadAsync() => Answer.ReadAsync(run.Service.Client, Address(run), gzip: true, run.CancellationToken, body);
    }

    private static void CheckIsPush(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Plain);
        if (json.RootElement.TryGetProperty("errors", out var errors)) throw new InvalidOperationException($"GraphQL answered with errors: {errors}");
        if (json.RootElement.GetProperty("data").GetProperty("push").ValueKind is not JsonValueKind.Object)
            throw new InvalidOperationException("GraphQL knows no such push.");
    }
}

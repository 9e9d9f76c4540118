using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Questions;

/// <summary>The question again, beside a typed query of the push alone; each in turns with nginx sending the same bytes.</summary>
internal static class RepeatedReadPart
{
    private const double Target = 0.6;

    internal static async Task RunAsync(LoadRun run)
    {
        PreparedQuery[] queries =
        [
            await PreparedQuery.TypedAsync(run),
            await PreparedQuery.PrepareAsync(run, "failures with origins", "graphql-question", QuestionsCommand.Query(run)),
        ];
        await using var nginx = await Nginx.StartAsync(
            queries.Select(query => new StaticFile(query.FileName, query.Answer.Plain, query.Answer.Bytes)), run.CancellationToken);
        await Comparison.MeasureAsync(run, "nginx, precompressed file", [.. queries.Select(query => new Comparison(
            $"GraphQL hit, {query.Name}",
            query.Request,
            new WrkRequest(new Uri(nginx.Address, query.FileName), [RestPart.AcceptGzip], AnswerBytes: query.Answer.Bytes.Length),
            Target))]);
    }
}

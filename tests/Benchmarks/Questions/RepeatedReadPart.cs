using GroupResults.Benchmarks.Load;

namespace GroupResults.Benchmarks.Questions;

/// <summary>The question again, in turns with the same without origins, which depends on one push only: any hit of this size.</summary>
internal static class RepeatedReadPart
{
    private const double Target = 0.9;

    internal static async Task RunAsync(LoadRun run)
    {
        var question = await PreparedQuery.PrepareAsync(run, "failures with origins", "question", QuestionsCommand.Query(run));
        var plain = await PreparedQuery.PrepareAsync(run, "failures", "plain-question", QuestionsCommand.PlainQuery(run));
        await Comparison.MeasureAsync(run, "the same without origins", new Comparison("GraphQL hit, failures with origins", question.Request, plain.Request, Target));
    }
}

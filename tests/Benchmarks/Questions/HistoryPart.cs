using System.Diagnostics;
using System.Globalization;
using GroupResults.Application.Questions;
using GroupResults.Benchmarks.Figures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Benchmarks.Questions;

/// <summary>Questions across pushes, each in a session of its own, so that nothing is kept from one to the next.</summary>
internal static class HistoryPart
{
    private const int Rounds = 5;

    /// <returns>The time of each whole history, and the histories as texts.</returns>
    internal static async Task<(List<double> Milliseconds, List<string> Answers)> MeasureAsync(HistoryData data, IEnumerable<string> groups)
    {
        await using var services = await data.StartAsync();
        List<double> milliseconds = [];
        List<string> answers = [];
        foreach (var group in groups)
        {
            using var session = await services.GetRequiredService<IMediator>().Send(new OpenQuestions());
            var found = session.FindRepository(HistoryData.Repository)!.FindGroup(group)!;
            var clock = Stopwatch.StartNew();
            var page = found.History.Read(configuration: null, int.MaxValue - 1, after: null);
            milliseconds.Add(clock.Elapsed.TotalMilliseconds);
            answers.Add(string.Join('\n', page.Pushes.Select(Describe)));
        }

        return (milliseconds, answers);
    }

    internal static async Task MeasureOthersAsync(HistoryData data)
    {
        var group = data.PickGroups(1)[0];
        await using var services = await data.StartAsync();
        MarkdownTable.Header("questions of a repository, uncached", "median");
        await MeasureAsync("newest 50 pushes of a group", repository => repository.FindGroup(group)!.History.Read(null, 50, null));
        await MeasureAsync("segments of a group", repository => repository.FindGroup(group)!.FindSegments(null));
        await MeasureAsync("flakiness of all groups", repository => repository.FindFlakiest(20));
        await MeasureAsync("flakiness of a group in a configuration", repository => repository.FindGroup(group)!.FlakinessIn("none"));
        await MeasureAsync("slowest groups", repository => repository.FindSlowest(20));
        await MeasureAsync("summary of a day", repository => repository.Summarize(data.Middle, CancellationToken.None));

        async Task MeasureAsync(string name, Func<QuestionedRepository, object> ask)
        {
            List<double> milliseconds = [];
            for (var round = -1; round < Rounds; round++)
            {
                using var session = await services.GetRequiredService<IMediator>().Send(new OpenQuestions());
                var clock = Stopwatch.StartNew();
                ask(session.FindRepository(HistoryData.Repository)!);
                if (round >= 0) milliseconds.Add(clock.Elapsed.TotalMilliseconds);
            }

            MarkdownTable.Row([$"{name}", $"{Quantiles.Median(milliseconds):0.0} ms"]);
        }
    }

    private static string Describe(GroupAtPush push) => string.Create(
        CultureInfo.InvariantCulture, $"{push.Push.Push.Revision} {push.Summary.Verdict} {push.Summary.Ok} {push.Summary.Failed} {push.Summary.MedianDurationMs}");
}

using GroupResults.Application.Results;
using GroupResults.Application.Tests.Fakes;
using static GroupResults.Application.Tests.Results.TestSnapshots;

namespace GroupResults.Application.Tests.Results;

public sealed class ResultCountsTests
{
    [Fact]
    public void Of_NoRuns_IsAllZero() => Assert.Equal(new ResultCounts(0, 0, 0, 0, 0, 0), ResultCounts.Of(Of()));

    [Fact]
    public void Of_SeveralRuns_SumsAllOfThem() =>
        Assert.Equal(
            new ResultCounts(TaskRuns: 4, Groups: 4, Ok: 3, Error: 1, Skip: 2, Unsupported: 1),
            ResultCounts.Of(Of(
                new Run("a", 0, Ok("x"), Error("y"), Skip("z")),
                new Run("a", 1, Ok("x"), Ok("y")),
                new Run("b", 0, Skip("x"), Unsupported("w")),
                new Run("c", 0))));

    [Fact]
    public async Task GetResultCounts_ThroughTheCache_ParsesToTheSame()
    {
        using var application = new TestApplication();
        application.Storage.Report(TestApplication.Push, "a", 0, Ok("x"), Error("y"));

        var first = await application.SendAsync(TestApplication.CountsOf(TestApplication.Push));
        var second = await application.SendAsync(TestApplication.CountsOf(TestApplication.Push));

        Assert.Equal(new ResultCounts(1, 2, 1, 1, 0, 0), ResultCountsContent.Parse(first!));
        Assert.Equal(new ResultCounts(1, 2, 1, 1, 0, 0), ResultCountsContent.Parse(second!));
        Assert.Equal(1, application.Metrics.Computations);
    }
}

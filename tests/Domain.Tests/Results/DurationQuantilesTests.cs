using CsCheck;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class DurationQuantilesTests
{
    [Fact]
    public void Of_NoDurations_HasNone()
    {
        Assert.Equal(new DurationQuantiles(null, null, 0), DurationQuantiles.Of([]));
        Assert.Null(DurationQuantiles.Median([]));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)] // An even number: the lower of the two in the middle.
    [InlineData(3, 2, 3)]
    [InlineData(4, 2, 4)]
    [InlineData(9, 5, 9)]
    [InlineData(10, 5, 9)] // Exactly 90 %: the 9th.
    [InlineData(11, 6, 10)]
    [InlineData(100, 50, 90)]
    [InlineData(101, 51, 91)]
    public void Of_OneUpToN_AreTheNearestRanks(int n, int p50, int p90)
    {
        var durations = Enumerable.Range(1, n).Reverse().ToArray();

        Assert.Equal(new DurationQuantiles(p50, p90, n), DurationQuantiles.Of(durations.ToArray()));
        Assert.Equal(p50, DurationQuantiles.Median(durations));
    }

    [Fact]
    public void Of_AnyDurations_IsTheSmallestThatSoManyDoNotExceed() =>
        Gen.Int[0, 40].Array[1, 60].Sample(durations =>
        {
            var quantiles = DurationQuantiles.Of(durations.ToArray());

            Assert.Equal(SmallestReaching(durations, 50), quantiles.P50Ms);
            Assert.Equal(SmallestReaching(durations, 90), quantiles.P90Ms);
            Assert.Equal(durations.Length, quantiles.N);
            Assert.Equal(quantiles.P50Ms, DurationQuantiles.Median(durations));
        });

    private static int SmallestReaching(int[] durations, int percent) =>
        durations.Where(duration => durations.Count(other => other <= duration) * 100 >= percent * durations.Length).Min();
}

using GroupResults.Domain.Histories;

namespace GroupResults.Domain.Tests.Histories;

public sealed class FlakinessTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_NoPushes_IsZeroOverTheLongWindow()
    {
        var flakiness = Flakiness.Of([], End);

        Assert.Equal(new Flakiness(0, 0, 14), flakiness);
        Assert.Equal(0, flakiness.Rate);
        Assert.False(flakiness.IsFlaky);
    }

    [Theory]
    [InlineData(0L, true)] // The push that is asked about.
    [InlineData(1L, true)]
    [InlineData(-1L, false)]
    [InlineData((7 * TimeSpan.TicksPerDay) - 1, true)]
    [InlineData(7 * TimeSpan.TicksPerDay, false)]
    public void Of_EnoughPushes_CountsSevenDaysWithTheEndAndWithoutTheStart(long ticksBeforeEnd, bool counts)
    {
        var samples = Steady(100).Append(Flaky(End.AddTicks(-ticksBeforeEnd)));

        Assert.Equal(counts ? new Flakiness(101, 1, 7) : new Flakiness(100, 0, 7), Flakiness.Of(samples, End));
    }

    [Theory]
    [InlineData((14 * TimeSpan.TicksPerDay) - 1, true)]
    [InlineData(14 * TimeSpan.TicksPerDay, false)]
    [InlineData(-1L, false)]
    public void Of_TooFewPushes_CountsFourteenDaysWithTheEndAndWithoutTheStart(long ticksBeforeEnd, bool counts)
    {
        var samples = Steady(98).Append(Flaky(End.AddTicks(-ticksBeforeEnd)));

        Assert.Equal(counts ? new Flakiness(99, 1, 14) : new Flakiness(98, 0, 14), Flakiness.Of(samples, End));
    }

    [Theory]
    [InlineData(99, 149, 14)]
    [InlineData(100, 100, 7)]
    public void Of_PushesOfTheWeek_ChooseTheWindow(int inWeek, int n, int days)
    {
        var samples = Steady(inWeek).Concat(Enumerable.Repeat(Steady(End.AddDays(-10)), 50));

        Assert.Equal(new Flakiness(n, 0, days), Flakiness.Of(samples, End));
    }

    [Fact]
    public void Of_PushesThatDoNotCount_DoNotMakeAWeekEnough()
    {
        FlakinessSample[] leftOut = [Steady(End) with { Ran = false }, Flaky(End) with { IsInfrastructure = true }];

        Assert.Equal(new Flakiness(99, 0, 14), Flakiness.Of(Steady(99).Concat(leftOut), End));
        Assert.Equal(new Flakiness(100, 0, 7), Flakiness.Of(Steady(100).Concat(leftOut), End));
    }

    [Fact]
    public void Of_AnyOrderAndZone_IsTheSame()
    {
        var start = End.AddDays(-14);
        FlakinessSample[] samples = [Flaky(start.AddTicks(1)), Steady(End.ToOffset(TimeSpan.FromHours(9))), Flaky(start)];

        Assert.Equal(new Flakiness(2, 1, 14), Flakiness.Of(samples, End));
        Assert.Equal(new Flakiness(2, 1, 14), Flakiness.Of(samples.Reverse(), End.ToOffset(TimeSpan.FromHours(-7))));
    }

    [Fact]
    public void Of_TheFirstMomentThereIs_DoesNotOverflow()
    {
        var first = DateTimeOffset.MinValue;

        Assert.Equal(new Flakiness(1, 1, 14), Flakiness.Of([Flaky(first), Flaky(DateTimeOffset.MaxValue)], first));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(100, 1, false)]
    [InlineData(200, 2, true)]
    [InlineData(201, 2, false)]
    [InlineData(300, 3, true)]
    [InlineData(301, 3, false)]
    [InlineData(int.MaxValue, int.MaxValue, true)]
    public void IsFlaky_Counts_NeedsTwoPushesAndOnePercent(int n, int flakyPushes, bool expected) =>
        Assert.Equal(expected, new Flakiness(n, flakyPushes, 7).IsFlaky);

    [Fact]
    public void Rate_Counts_IsTheShareOfFlakyPushes() => Assert.Equal(0.03, new Flakiness(200, 6, 7).Rate);

    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 7, false)]
    [InlineData(10, 8, true)]
    [InlineData(11, 8, false)]
    [InlineData(11, 9, true)]
    [InlineData(6000, 4799, false)]
    [InlineData(6000, 4800, true)]
    [InlineData(0, 0, false)]
    public void InfrastructureFailure_Groups_NeedsEightyPercentOfTen(int groups, int failed, bool expected) =>
        Assert.Equal(expected, InfrastructureFailure.IsLikely(groups, failed));

    private static IEnumerable<FlakinessSample> Steady(int count) => Enumerable.Range(0, count).Select(hour => Steady(End.AddHours(-hour)));

    private static FlakinessSample Steady(DateTimeOffset at) => new(at, Ran: true, IsFlaky: false, IsInfrastructure: false);

    private static FlakinessSample Flaky(DateTimeOffset at) => new(at, Ran: true, IsFlaky: true, IsInfrastructure: false);
}

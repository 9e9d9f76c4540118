using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1234, 1234)]
    [InlineData(0.9, 0)]
    [InlineData(12.99, 12)]
    [InlineData(7_200_000, 7_200_000)]
    [InlineData(7_200_000.9, 7_200_000)]
    [InlineData(7_200_001, 0)]
    [InlineData(-0.9, 0)]
    [InlineData(-1, 0)]
    [InlineData(1e300, 0)]
    [InlineData(-1e300, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, 0)]
    public void FromLog_Value_IsCutAndLimited(double milliseconds, int expected) =>
        Assert.Equal(expected, Durations.FromLog(milliseconds));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(7_200_000, true)]
    [InlineData(7_200_001, false)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void IsDuration_Value_Is0ToTwoHours(int milliseconds, bool expected) =>
        Assert.Equal(expected, Durations.IsDuration(milliseconds));
}

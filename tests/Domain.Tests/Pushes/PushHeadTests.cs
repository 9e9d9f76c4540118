using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Tests.Pushes;

public sealed class PushHeadTests
{
    [Theory]
    [InlineData(6, true)]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public void IsAtLeast_SameIncarnationAndEpoch_ComparesVersions(long version, bool expected) =>
        Assert.Equal(expected, Head(1, version).IsAtLeast(Head(1, 5)));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void IsAtLeast_OtherIncarnation_IsNeverTrue(long version) => Assert.False(Head(2, version).IsAtLeast(Head(1, 5)));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void IsAtLeast_OtherEpoch_IsNeverTrue(long version) =>
        Assert.False((Head(1, version) with { Stamp = new ChangeStamp(new Epoch(4), 9) }).IsAtLeast(Head(1, 5)));

    private static PushHead Head(ulong incarnation, long version) =>
        new(1, new PushKey("autoland", "abc"), new Incarnation(incarnation), version, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new ChangeStamp(new Epoch(3), version));
}

using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Tests.Pushes;

public sealed class PushCursorTests
{
    private static readonly PushHead Head = HeadOf(incarnation: 7, version: 5);

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(-1, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void LeadsTo_SameIncarnation_IsTrueUpToItsVersion(long version, bool expected) =>
        Assert.Equal(expected, new PushCursor(Head.Incarnation, version).LeadsTo(Head));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    public void LeadsTo_OtherIncarnation_IsNeverTrue(long version) =>
        Assert.False(new PushCursor(new Incarnation(8), version).LeadsTo(Head));

    [Fact]
    public void LeadsTo_OwnHead_IsTrue() => Assert.True(PushCursor.Of(Head).LeadsTo(Head));

    [Fact]
    public void Of_Head_HasItsIncarnationAndVersion() => Assert.Equal(new PushCursor(new Incarnation(7), 5), PushCursor.Of(Head));

    private static PushHead HeadOf(ulong incarnation, long version) =>
        new(1, new PushKey("autoland", "abc"), new Incarnation(incarnation), version, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}

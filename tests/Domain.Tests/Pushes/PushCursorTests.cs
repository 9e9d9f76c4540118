using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Tests.Pushes;

public sealed class PushCursorTests
{
    private static readonly Incarnation Life = new(7);
    private static readonly Epoch Before = new(2);
    private static readonly Epoch Now = new(3);
    private static readonly PushHead Head = new(
        1, new PushKey("autoland", "abc"), Life, 5, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new ChangeStamp(Now, 20));

    /// <summary>The epoch before ended with its tenth change.</summary>
    private static readonly ChangeHistory History = new([new ChangeStamp(Before, 10), new ChangeStamp(Now, 20)]);

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(-1, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void LeadsTo_SameIncarnation_IsTrueUpToItsVersion(long version, bool expected) =>
        Assert.Equal(expected, new PushCursor(Life, new ChangeStamp(Now, 1), version).LeadsTo(Head, History));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    public void LeadsTo_OtherIncarnation_IsNeverTrue(long version) =>
        Assert.False(new PushCursor(new Incarnation(8), new ChangeStamp(Now, 1), version).LeadsTo(Head, History));

    /// <summary>A change that the database has lost had a counter beyond the stored one, or an epoch that is not there.</summary>
    [Theory]
    [InlineData(2, 9, true)]
    [InlineData(2, 10, true)]
    [InlineData(2, 11, false)]
    [InlineData(3, 20, true)]
    [InlineData(3, 21, false)]
    [InlineData(4, 1, false)]
    public void LeadsTo_ChangeOfAnEpoch_IsTrueWhereTheHistoryHasIt(ulong epoch, long counter, bool expected) =>
        Assert.Equal(expected, new PushCursor(Life, new ChangeStamp(new Epoch(epoch), counter), 4).LeadsTo(Head, History));

    [Fact]
    public void LeadsTo_OwnHeadOrStart_IsTrue()
    {
        Assert.True(PushCursor.Of(Head).LeadsTo(Head, History));
        Assert.True(PushCursor.Start(Life).LeadsTo(Head, History));
    }

    [Theory]
    [InlineData(3, 4, false)]
    [InlineData(3, 5, true)]
    [InlineData(3, 6, true)]
    [InlineData(2, 6, false)]
    public void Covers_Epoch_ComparesVersionsOnlyWithinIt(ulong epoch, long version, bool expected) =>
        Assert.Equal(expected, new PushCursor(Life, new ChangeStamp(new Epoch(epoch), 20), version).Covers(Head));

    [Fact]
    public void Covers_OtherIncarnation_IsFalse() => Assert.False((PushCursor.Of(Head) with { Incarnation = new Incarnation(8) }).Covers(Head));

    [Fact]
    public void Of_Head_HasItsIncarnationItsStampAndItsVersion() =>
        Assert.Equal(new PushCursor(Life, new ChangeStamp(Now, 20), 5), PushCursor.Of(Head));

    [Theory]
    [InlineData(0)]
    [InlineData(ulong.MaxValue)]
    public void TryParse_TextOfACursor_IsTheCursor(ulong bits)
    {
        var cursor = new PushCursor(new Incarnation(bits), new ChangeStamp(new Epoch(bits), long.MaxValue), 12);

        Assert.True(PushCursor.TryParse(cursor.ToString(), out var parsed));
        Assert.Equal(cursor, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7:3:20")]
    [InlineData("7:3:20:5:1")]
    [InlineData("7:3:-1:5")]
    [InlineData("7:3:20:+5")]
    [InlineData("7:g:20:5")]
    [InlineData("10000000000000000:3:20:5")]
    public void TryParse_AnyOtherText_IsNone(string text) => Assert.False(PushCursor.TryParse(text, out _));
}

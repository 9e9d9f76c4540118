using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>Signals of one push in every order that several instances can bring them in.</summary>
public sealed class DeliveredRangesTests
{
    private static readonly Incarnation Life = new(7);

    private readonly DeliveredRanges _delivered = new();

    [Fact]
    public void PlaceFor_FirstSignal_IsWhereItsChangeBegan() => Assert.Equal(At(4), _delivered.PlaceFor(Head(5), At(4)));

    [Fact]
    public void PlaceFor_SignalOfWhatAPayloadHasSeen_IsNone()
    {
        _delivered.Add(At(4), Head(7));

        Assert.Null(_delivered.PlaceFor(Head(6), At(5)));
        Assert.Null(_delivered.PlaceFor(Head(7), At(6)));
    }

    [Fact]
    public void PlaceFor_NextSignal_GoesOnWhereThePayloadEnded()
    {
        _delivered.Add(At(4), Head(7));

        Assert.Equal(At(7), _delivered.PlaceFor(Head(8), At(7)));
        Assert.Equal(At(7), _delivered.PlaceFor(Head(9), At(6)));
    }

    [Fact]
    public void PlaceFor_GapThatNobodyToldOf_IsFilled()
    {
        _delivered.Add(At(4), Head(5));

        Assert.Equal(At(5), _delivered.PlaceFor(Head(9), At(8)));
    }

    [Fact]
    public void PlaceFor_SignalFromBeforeAllThatWasTold_IsToldFromThere()
    {
        _delivered.Add(At(7), Head(8));

        Assert.Equal(At(6), _delivered.PlaceFor(Head(7), At(6)));
    }

    [Fact]
    public void PlaceFor_AnotherLifeOfThePush_BeginsAnew()
    {
        _delivered.Add(At(4), Head(7));
        var other = PushCursor.Start(new Incarnation(8));

        Assert.Equal(other, _delivered.PlaceFor(Head(1) with { Incarnation = other.Incarnation }, other));
    }

    /// <summary>A backup was put back: the lower version is news.</summary>
    [Fact]
    public void PlaceFor_LowerVersionOfAnotherEpoch_GoesOnWhereThePayloadEnded()
    {
        _delivered.Add(At(4), Head(9));

        Assert.Equal(At(9), _delivered.PlaceFor(Head(6) with { Stamp = new ChangeStamp(new Epoch(2), 1) }, At(5)));
    }

    private static PushCursor At(long version) => PushCursor.Of(Head(version));

    private static PushHead Head(long version) =>
        new(1, new PushKey("autoland", "ab"), Life, version, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new ChangeStamp(new Epoch(1), version));
}

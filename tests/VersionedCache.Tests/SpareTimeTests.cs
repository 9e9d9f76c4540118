using Microsoft.Extensions.Time.Testing;

namespace VersionedCache.Tests;

public sealed class SpareTimeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SpareTime _spare;

    public SpareTimeTests() => _spare = new SpareTime(_time);

    [Fact]
    public void Turn_IsGivenToOneAtATime()
    {
        var turn = _spare.TryBegin();

        Assert.NotNull(turn);
        Assert.Null(_spare.TryBegin());
        turn.Dispose();
        Assert.NotNull(_spare.TryBegin());
    }

    [Fact]
    public void Turn_AfterOne_ComesWhenNineTimesItsLengthHavePassed()
    {
        using (_spare.TryBegin()) _time.Advance(TimeSpan.FromMilliseconds(50));

        _time.Advance(TimeSpan.FromMilliseconds(449));
        Assert.Null(_spare.TryBegin());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_spare.TryBegin());
    }
}

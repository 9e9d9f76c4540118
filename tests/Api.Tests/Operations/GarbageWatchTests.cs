using GroupResults.Api.Operations;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Api.Tests.Operations;

public sealed class GarbageWatchTests : IDisposable
{
    private const long Start = 500_000_000;

    private readonly FakeTimeProvider _time = new();
    private readonly GarbageWatch _watch;
    private long _bytes = Start;
    private int _collections;

    public GarbageWatchTests()
    {
        _watch = new GarbageWatch(() => _bytes, () => _collections++, _time);
        _ = _watch.StartAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Growth_OfTheMost_IsLeftAndOfAByteMoreIsCollected()
    {
        Assert.Equal(0, CollectionsAt(Start + GarbageWatch.MaxGrowthBytes));
        Assert.Equal(1, CollectionsAt(Start + GarbageWatch.MaxGrowthBytes + 1));
    }

    [Fact]
    public void Growth_AfterACollection_CountsFromWhatItLeft()
    {
        Assert.Equal(1, CollectionsAt(Start + GarbageWatch.MaxGrowthBytes + 1));
        Assert.Equal(1, CollectionsAt(Start + GarbageWatch.MaxGrowthBytes + 2)); // It is still under way.
        Assert.Equal(1, CollectionsAt(Start - 1000));
        Assert.Equal(1, CollectionsAt(Start - 1000 + GarbageWatch.MaxGrowthBytes));
        Assert.Equal(2, CollectionsAt(Start - 1000 + GarbageWatch.MaxGrowthBytes + 1));
    }

    [Fact]
    public async Task Growth_AfterTheEnd_IsLeft()
    {
        await _watch.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, CollectionsAt(Start * 2));
    }

    private int CollectionsAt(long bytes)
    {
        _bytes = bytes;
        _time.Advance(GarbageWatch.Interval);
        return _collections;
    }
}

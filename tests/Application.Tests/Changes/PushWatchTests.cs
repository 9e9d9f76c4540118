using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Changes;

/// <summary>Signals of one push: none is lost between a watch's beginning and its first wait, and none is kept for the slow.</summary>
public sealed class PushWatchTests
{
    private static readonly PushKey Push = new("autoland", "abc");
    private static readonly PushKey Other = new("autoland", "def");

    private readonly PushSignals _signals = new();
    private long _stored;

    [Fact]
    public async Task Changed_SignalBeforeTheWait_IsNotLost()
    {
        using var watch = _signals.Watch(Push);
        Publish(1);

        await ChangedAsync(watch);
    }

    [Fact]
    public async Task Changed_SignalDuringTheWait_EndsIt()
    {
        using var watch = _signals.Watch(Push);
        var waiting = ChangedAsync(watch);
        Assert.False(waiting.IsCompleted);

        Publish(1);

        await waiting;
    }

    [Fact]
    public async Task Changed_ManySignalsMeanwhile_AreFoundAsOne()
    {
        using var watch = _signals.Watch(Push);
        Publish(1);
        Publish(2);
        Publish(3);

        await ChangedAsync(watch);
        Assert.False(ChangedAsync(watch).IsCompleted);
    }

    [Fact]
    public async Task Changed_EachSignalAwaited_IsFoundInTheOrderOfTheCommits()
    {
        using var watch = _signals.Watch(Push);
        for (var version = 1; version <= 100; version++)
        {
            Publish(version);
            await ChangedAsync(watch);
        }
    }

    [Fact]
    public async Task Changed_OtherPush_WaitsOn()
    {
        using var watch = _signals.Watch(Push);
        using var other = _signals.Watch(Other);
        var waiting = ChangedAsync(watch);

        _signals.Signal(Heads.Of(Other, 1), Heads.Before(Other, 0));

        await ChangedAsync(other);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Changed_Cancelled_EndsTheWaitAndLosesNothing()
    {
        using var watch = _signals.Watch(Push);
        using var impatience = new CancellationTokenSource();
        var waiting = watch.ChangedAsync(impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Publish(1);

        await ChangedAsync(watch);
    }

    /// <summary>A writer and readers at once: whoever waits for the newest version gets to it, however signals and waits fall together.</summary>
    [Fact]
    public async Task Changed_WhileOthersPublish_EndsAtTheNewestVersionForAll()
    {
        const int Versions = 20_000;
        PushWatch[] watches = [.. Enumerable.Range(0, 8).Select(_ => _signals.Watch(Push))];
        var readers = watches.Select(watch => Task.Run(() => ReadUpToAsync(watch, Versions), TestContext.Current.CancellationToken)).ToArray();
        for (var version = 1; version <= Versions; version++) Publish(version);

        await Task.WhenAll(readers).WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

        foreach (var watch in watches) watch.Dispose();
        Assert.Equal(0, _signals.Watched);
    }

    [Fact]
    public void Dispose_LastWatch_LeavesNothingBehind()
    {
        var first = _signals.Watch(Push);
        var second = _signals.Watch(Push);
        var other = _signals.Watch(Other);
        Assert.Equal(2, _signals.Watched);

        first.Dispose();
        first.Dispose(); // Counts once.
        Assert.Equal(2, _signals.Watched);
        second.Dispose();
        Assert.Equal(1, _signals.Watched);
        other.Dispose();

        Assert.Equal(0, _signals.Watched);
        Publish(1);
        Assert.Equal(0, _signals.Watched);
    }

    [Fact]
    public async Task ResetAll_SomebodyWaits_EndsTheWait()
    {
        using var watch = _signals.Watch(Push);
        Publish(9);
        await ChangedAsync(watch);

        _signals.ResetAll();
        await ChangedAsync(watch);

        // A lower version is news now: the database was put back.
        Publish(4);
        await ChangedAsync(watch);
    }

    [Fact]
    public async Task Changed_LowerVersionOfAnotherEpoch_IsNews()
    {
        using var watch = _signals.Watch(Push);
        Publish(9);
        await ChangedAsync(watch);
        _signals.Signal(Heads.Of(Push, 4) with { Stamp = new ChangeStamp(new Epoch(2), 1) }, Heads.Before(Push, 3));

        await ChangedAsync(watch);
    }

    [Fact]
    public async Task Watch_AfterTheLastHasLeft_BeginsAnew()
    {
        _signals.Watch(Push).Dispose();
        using var watch = _signals.Watch(Push);
        Publish(4);

        await ChangedAsync(watch);
    }

    private async Task ReadUpToAsync(PushWatch watch, long version)
    {
        long reached = 0;
        while (reached < version)
        {
            await ChangedAsync(watch);
            reached = Volatile.Read(ref _stored);
        }
    }

    private static Task ChangedAsync(PushWatch watch) => watch.ChangedAsync(TestContext.Current.CancellationToken);

    private void Publish(long version)
    {
        Volatile.Write(ref _stored, version);
        _signals.Signal(Heads.Of(Push, version), Heads.Before(Push, version - 1));
    }
}

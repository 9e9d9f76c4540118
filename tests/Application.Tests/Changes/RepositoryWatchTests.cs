using System.Globalization;
using GroupResults.Application.Changes;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Tests.Changes;

/// <summary>Signals of a repository's pushes: each push once, from where the reader left it.</summary>
public sealed class RepositoryWatchTests
{
    private readonly PushSignals _signals = new();

    [Fact]
    public async Task Take_SeveralChangesOfSeveralPushes_TellsEachPushOnceFromItsFirst()
    {
        using var watch = _signals.Watch("autoland");
        Publish("a", 1, 0);
        Publish("b", 7, 4);
        Publish("a", 2, 1);
        Publish("a", 5, 2);

        var changes = await TakeAsync(watch);

        Assert.Equal([("a", 5L, 0L), ("b", 7L, 4L)], changes!.Select(Told));
        Assert.False(TakeAsync(watch).IsCompleted);
    }

    [Fact]
    public async Task Take_ChangesAfterTheLastTaking_BeginWhereItEnded()
    {
        using var watch = _signals.Watch("autoland");
        Publish("a", 3, 0);
        await TakeAsync(watch);
        Publish("a", 4, 3);
        Publish("a", 5, 4);

        Assert.Equal([("a", 5L, 3L)], (await TakeAsync(watch))!.Select(Told));
    }

    [Fact]
    public async Task Take_WhileWaiting_EndsWithTheNextChange()
    {
        using var watch = _signals.Watch("autoland");
        var waiting = TakeAsync(watch);
        Assert.False(waiting.IsCompleted);

        Publish("a", 1, 0);

        Assert.Equal([("a", 1L, 0L)], (await waiting)!.Select(Told));
    }

    [Fact]
    public async Task Take_PushMadeAnew_BeginsInItsNewLife()
    {
        using var watch = _signals.Watch("autoland");
        var push = new PushKey("autoland", "a");
        _signals.Signal(Heads.Of(push, 9, incarnation: 1), Heads.Before(push, 8, incarnation: 1));
        _signals.Signal(Heads.Of(push, 1, incarnation: 2), PushCursor.Start(new Incarnation(2)));

        var change = Assert.Single((await TakeAsync(watch))!);

        Assert.Equal(PushCursor.Start(new Incarnation(2)), change.Since);
        Assert.Equal(1, change.Head.Version);
    }

    /// <summary>Versions of different epochs have no order: the later signal counts, from where the first change began.</summary>
    [Fact]
    public async Task Take_ChangesOfTwoEpochs_AreOneChangeUpToTheLater()
    {
        using var watch = _signals.Watch("autoland");
        var push = new PushKey("autoland", "a");
        var later = Heads.Of(push, 4) with { Stamp = new ChangeStamp(new Epoch(2), 1) };
        _signals.Signal(Heads.Of(push, 9), Heads.Before(push, 3));
        _signals.Signal(later, Heads.Before(push, 9));

        var change = Assert.Single((await TakeAsync(watch))!);

        Assert.Equal(new PushChange(later, Heads.Before(push, 3)), change);
    }

    [Fact]
    public async Task ResetAll_ReaderWaits_IsToldToBeginAnew()
    {
        using var watch = _signals.Watch("autoland");
        Publish("a", 1, 0);

        _signals.ResetAll();

        Assert.Null(await TakeAsync(watch));
    }

    [Fact]
    public async Task Take_OtherRepository_WaitsOn()
    {
        using var watch = _signals.Watch("autoland");
        var waiting = TakeAsync(watch);

        var other = new PushKey("try", "a");
        _signals.Signal(Heads.Of(other, 1), Heads.Before(other, 0));
        Assert.False(waiting.IsCompleted);

        Publish("b", 1, 0);
        Assert.Equal([("b", 1L, 0L)], (await waiting)!.Select(Told));
    }

    [Fact]
    public async Task Take_AsManyPushesAsAreKept_HasThemAll()
    {
        using var watch = _signals.Watch("autoland");
        PublishPushes(RepositoryWatch.MaxPushes);
        Publish("0", 2, 1); // One of those that wait takes no more room.

        Assert.Equal(RepositoryWatch.MaxPushes, (await TakeAsync(watch))!.Count);
    }

    [Fact]
    public async Task Take_MorePushesThanAreKept_IsNullForGood()
    {
        using var watch = _signals.Watch("autoland");
        using var quick = _signals.Watch("autoland");
        PublishPushes(RepositoryWatch.MaxPushes);
        await TakeAsync(quick);
        Publish("more", 1, 0);
        Publish("0", 2, 1);

        Assert.Null(await TakeAsync(watch));
        Assert.Null(await TakeAsync(watch));
        Assert.Equal(["more", "0"], (await TakeAsync(quick))!.Select(change => change.Head.Push.Revision));
    }

    [Fact]
    public async Task Take_Cancelled_EndsTheWaitAndLosesNothing()
    {
        using var watch = _signals.Watch("autoland");
        using var impatience = new CancellationTokenSource();
        var waiting = watch.TakeAsync(impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Publish("a", 1, 0);

        Assert.Single((await TakeAsync(watch))!);
    }

    /// <summary>The versions taken join without a gap, however signals and takings fall together.</summary>
    [Fact]
    public async Task Take_WhileOthersPublish_HasEachChangeOnce()
    {
        const int Versions = 20_000;
        using var watch = _signals.Watch("autoland");
        var reader = Task.Run(() => TakeUpToAsync(watch, Versions), TestContext.Current.CancellationToken);
        for (var version = 1; version <= Versions; version++) Publish("a", version, version - 1);

        await reader.WaitAsync(Eventually.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Dispose_LastWatch_LeavesNothingBehind()
    {
        var first = _signals.Watch("autoland");
        var second = _signals.Watch("autoland");
        Assert.Equal(1, _signals.Watched);

        first.Dispose();
        first.Dispose();
        Assert.Equal(1, _signals.Watched);
        second.Dispose();

        Assert.Equal(0, _signals.Watched);
    }

    private static async Task TakeUpToAsync(RepositoryWatch watch, long version)
    {
        long reached = 0;
        while (reached < version)
        {
            var change = Assert.Single((await TakeAsync(watch))!);
            Assert.Equal(reached, change.Since.Version);
            reached = change.Head.Version;
        }
    }

    private static Task<IReadOnlyCollection<PushChange>?> TakeAsync(RepositoryWatch watch) => watch.TakeAsync(TestContext.Current.CancellationToken);

    private static (string Revision, long Version, long Since) Told(PushChange change) =>
        (change.Head.Push.Revision, change.Head.Version, change.Since.Version);

    private void PublishPushes(int count)
    {
        for (var number = 0; number < count; number++) Publish(number.ToString(CultureInfo.InvariantCulture), 1, 0);
    }

    private void Publish(string revision, long version, long versionBefore)
    {
        var push = new PushKey("autoland", revision);
        _signals.Signal(Heads.Of(push, version), Heads.Before(push, versionBefore));
    }
}

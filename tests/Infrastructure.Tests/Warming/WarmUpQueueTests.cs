using System.Collections.Concurrent;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Tests.Warming;

public sealed class WarmUpQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private TestService _service = null!;

    private IWarmUpQueue Queue => _service.Get<IWarmUpQueue>();

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ClaimNext_ActivityPlusThreshold_IsDueFromThatTickOn()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle - Tick);
        Assert.Equal(0, await CountDueAsync());
        Assert.Null(await ClaimAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(1, await CountDueAsync());
        var claim = await ClaimAsync();
        Assert.Equal((Reports.Push, 0), (claim!.Push, claim.Attempts));
    }

    [Fact]
    public async Task ClaimNext_LeaseRunsOut_IsFreeFromThatTickOn()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle);
        var first = await ClaimAsync();
        _service.Time.Advance(Lease - Tick);
        Assert.Null(await ClaimAsync());
        _service.Time.Advance(Tick);
        var second = await ClaimAsync();
        Assert.Equal(first!.Push, second!.Push);
        Assert.NotEqual(first.Token, second.Token);

        // The first worker comes too late.
        await Queue.RemoveAsync(first, CancellationToken.None);
        await Queue.RescheduleAsync(first, 3, _service.Time.GetUtcNow().AddDays(1), CancellationToken.None);
        Assert.Equal(1, await CountDueAsync());
        await Queue.RemoveAsync(second, CancellationToken.None);
        Assert.Equal(0, await CountDueAsync());
    }

    [Fact]
    public async Task ClaimNext_SeveralDue_TakesTheLongestDueFirst()
    {
        foreach (var revision in (string[])["b", "a", "c"])
        {
            await ReportAsync(new PushKey("autoland", revision));
            _service.Time.Advance(Tick);
        }

        _service.Time.Advance(Idle);
        var claims = new[] { await ClaimAsync(), await ClaimAsync(), await ClaimAsync(), await ClaimAsync() };
        Assert.Equal(["b", "a", "c", null], claims.Select(claim => claim?.Push.Revision), StringComparer.Ordinal);
    }

    [Fact]
    public async Task ClaimNext_ManyWorkersOfTwoProcesses_EachWarmUpIsClaimedOnce()
    {
        const int PushCount = 12;
        for (var number = 0; number < PushCount; number++) await ReportAsync(new PushKey("autoland", $"{number}"));
        _service.Time.Advance(Idle);
        await using var other = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _service.DatabasePath, Time = _service.Time });
        IWarmUpQueue[] queues = [Queue, other.Get<IWarmUpQueue>()];
        var claimed = new ConcurrentBag<PushKey>();
        using var start = new Barrier(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                while (claimed.Count <= PushCount // More would go on for ever.
                    && queues[worker % 2].ClaimNextAsync(_service.Time.GetUtcNow(), Lease, CancellationToken.None).GetAwaiter().GetResult() is { } claim)
                    claimed.Add(claim.Push);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Equal(PushCount, claimed.Count);
        Assert.Equal(PushCount, claimed.Distinct().Count());
    }

    [Fact]
    public async Task Append_WhileClaimed_EndsTheClaim()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle);
        var claim = await ClaimAsync();
        await ReportAsync(Reports.Push);

        await Queue.RemoveAsync(claim!, CancellationToken.None);
        await Queue.RescheduleAsync(claim!, 2, _service.Time.GetUtcNow(), CancellationToken.None);

        Assert.Null(await ClaimAsync());
        _service.Time.Advance(Idle - Tick);
        Assert.Null(await ClaimAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(0, (await ClaimAsync())!.Attempts);
    }

    [Fact]
    public async Task Reschedule_OwnClaim_IsDueAtTheNewTimeWithItsAttempts()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle);
        var claim = await ClaimAsync();
        await Queue.RescheduleAsync(claim!, 2, _service.Time.GetUtcNow() + Tick, CancellationToken.None);
        Assert.Null(await ClaimAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(2, (await ClaimAsync())!.Attempts);
    }

    [Fact]
    public async Task RemoveAndReschedule_WrongToken_ChangeNothing()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle);
        var claim = await ClaimAsync();
        var before = _service.Sql("SELECT PushId || ' ' || DueAt || ' ' || Attempts || ' ' || LeaseUntil || ' ' || Token FROM WarmUps");
        var wrong = claim! with { Token = claim.Token + 1 };
        await Queue.RemoveAsync(wrong, CancellationToken.None);
        await Queue.RescheduleAsync(wrong, 3, default, CancellationToken.None);
        Assert.Equal(before, _service.Sql("SELECT PushId || ' ' || DueAt || ' ' || Attempts || ' ' || LeaseUntil || ' ' || Token FROM WarmUps"));
    }

    [Fact]
    public async Task ClaimNext_RestartAfterTheReport_LosesNone()
    {
        await ReportAsync(Reports.Push);
        await ReportAsync(new PushKey("try", "1"));
        await _service.RestartAsync();
        _service.Time.Advance(Idle);
        Assert.Equal(2, await CountDueAsync());
        Assert.NotNull(await ClaimAsync());
        Assert.NotNull(await ClaimAsync());
    }

    [Fact]
    public async Task ClaimNext_PushDeleted_HasNothingToWarm()
    {
        await ReportAsync(Reports.Push);
        _service.Time.Advance(Idle);
        _service.Sql("PRAGMA foreign_keys=ON; DELETE FROM Pushes");
        Assert.Null(await ClaimAsync());
    }

    private Task<WarmUpClaim?> ClaimAsync() => Queue.ClaimNextAsync(_service.Time.GetUtcNow(), Lease, CancellationToken.None);

    private Task<int> CountDueAsync() => Queue.CountDueAsync(_service.Time.GetUtcNow(), CancellationToken.None);

    private Task ReportAsync(PushKey push) =>
        _service.RecordAsync(push.Report($"task-{_service.Time.GetUtcNow().Ticks}", Reports.Ok("a.toml")));
}

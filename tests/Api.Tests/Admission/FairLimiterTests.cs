using System.Threading.RateLimiting;
using GroupResults.Api.Admission;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Api.Tests.Admission;

public sealed class FairLimiterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FairLimiter<string> _limiter;

    public FairLimiterTests() => _limiter = new FairLimiter<string>(total: 3, perClient: 2, queueLimit: 100, static (_, taken) => 3 * taken, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public async Task Acquire_RoomForIt_IsAdmittedAtOnce()
    {
        using var one = await AcquireAsync("a", 2);
        using var other = await AcquireAsync("b", 1);

        Assert.True(one.IsAcquired && other.IsAcquired);
        Assert.Equal((0, 0), (_limiter.Free, _limiter.Waiting));
    }

    [Fact]
    public async Task Acquire_ClientRunsWhatItMay_WaitsThoughThereIsRoom()
    {
        var running = await AcquireAsync("a", 2);
        var waiting = AcquireAsync("a", 1);
        Assert.False(waiting.IsCompleted);

        using var other = await AcquireAsync("b", 1); // Another client does not wait for it.
        running.Dispose();

        (await waiting).Dispose();
    }

    /// <summary>A flood of one client: another waits for what runs, and not for the flood.</summary>
    [Fact]
    public async Task Acquire_BehindAnothersFlood_IsNext()
    {
        List<Task<RateLimitLease>> flood = [.. Enumerable.Range(0, 50).Select(_ => AcquireAsync("flood", 2))];
        using var held = await AcquireAsync("holder", 1);
        var bystander = AcquireAsync("bystander", 2);
        var ended = 0;
        while (await Task.WhenAny(bystander, flood[ended]) != bystander) (await flood[ended++]).Dispose();

        (await bystander).Dispose();
        Assert.InRange(ended, 1, 2);
        foreach (var rest in flood.Skip(ended)) (await rest).Dispose();
    }

    [Fact]
    public async Task Clients_ThatWait_AreServedInTurn()
    {
        var running = new[] { await AcquireAsync("x", 2), await AcquireAsync("y", 1) };
        List<string> order = [];
        List<Task> served = [];
        foreach (var client in new[] { "a", "a", "a", "b", "b", "c" }) served.Add(ServeAsync(client));
        foreach (var lease in running) lease.Dispose();
        await Task.WhenAll(served);

        Assert.Equal(["a", "b", "c", "a", "b", "a"], order);

        async Task ServeAsync(string client)
        {
            using var lease = await AcquireAsync(client, 2); // One at a time.
            lock (order) order.Add(client);
        }
    }

    /// <summary>Many floods at once: a client that comes new waits for one turn of theirs, not for one of each.</summary>
    [Fact]
    public async Task Acquire_BehindManyFloods_WaitsForOneTurn()
    {
        var running = await AcquireAsync("a", 2);
        var (b, c, d) = (Flood("b"), Flood("c"), Flood("d"));
        var again = AcquireAsync("a", 2);
        foreach (var flood in new[] { b, c, d }) // Each has its first turn.
        {
            running.Dispose();
            running = await flood.First;
        }

        var bystander = AcquireAsync("new", 2);
        running.Dispose();
        using (await again) Assert.False(bystander.IsCompleted);
        using (await bystander) Assert.False(b.Second.IsCompleted || c.Second.IsCompleted || d.Second.IsCompleted);
        foreach (var flood in new[] { b, c, d }) (await flood.Second).Dispose();

        (Task<RateLimitLease> First, Task<RateLimitLease> Second) Flood(string client) => (AcquireAsync(client, 2), AcquireAsync(client, 2));
    }

    /// <summary>Light requests that keep coming would otherwise take each bit of room as it becomes free.</summary>
    [Fact]
    public async Task Acquire_HeavyRequestWaits_LightOnesComeAfterIt()
    {
        var first = await AcquireAsync("a", 1);
        var second = await AcquireAsync("b", 1);
        var heavy = AcquireAsync("heavy", 2);
        var light = AcquireAsync("c", 1);
        Assert.False(light.IsCompleted);

        first.Dispose();

        (await heavy).Dispose();
        (await light).Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Acquire_QueueIsFull_IsRefusedForThatClientAlone()
    {
        using var limiter = new FairLimiter<string>(total: 1, perClient: 1, queueLimit: 1, static (_, _) => TimeSpan.Zero, _time);
        using var running = await limiter.AcquireAsync("a", 1, Cancellation);
        var waiting = limiter.AcquireAsync("a", 1, Cancellation);

        Assert.False((await limiter.AcquireAsync("a", 1, Cancellation)).IsAcquired);
        var other = limiter.AcquireAsync("b", 1, Cancellation);
        Assert.False(other.IsCompleted);

        running.Dispose();
        (await waiting).Dispose();
        (await other).Dispose();
    }

    [Fact]
    public async Task Acquire_Cancelled_LeavesItsPlaceToTheNext()
    {
        using var going = new CancellationTokenSource();
        var first = await AcquireAsync("a", 2);
        var second = await AcquireAsync("b", 1);
        var heavy = _limiter.AcquireAsync("heavy", 2, going.Token).AsTask();
        var light = AcquireAsync("c", 1);
        second.Dispose();
        Assert.False(light.IsCompleted); // It would pass the heavy one over.

        await going.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => heavy);
        (await light).Dispose();
        first.Dispose();
        Assert.Equal((3, 0), (_limiter.Free, _limiter.Waiting));
    }

    [Fact]
    public async Task Client_AfterItsWork_RestsWhileOthersRun()
    {
        var work = await AcquireAsync("a", 2);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        work.Dispose();
        var next = AcquireAsync("a", 1);
        Assert.Equal(3, _limiter.Free);
        using var other = await AcquireAsync("b", 2);

        _time.Advance(TimeSpan.FromMilliseconds(29));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await next).Dispose();
    }

    [Fact]
    public async Task Dispose_RequestsWait_AreRefused()
    {
        using var running = await AcquireAsync("a", 2);
        var waiting = AcquireAsync("a", 1);

        _limiter.Dispose();

        Assert.False((await waiting).IsAcquired);
    }

    [Fact]
    public async Task AnyLoad_FromManyClients_KeepsTheBounds()
    {
        var (running, most) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), Cancellation, async (number, cancellation) =>
        {
            using var lease = await _limiter.AcquireAsync($"client-{number % 7}", 1 + (number % 2), cancellation);
            var now = Interlocked.Add(ref running, 1 + (number % 2));
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Add(ref running, -(1 + (number % 2)));
        });

        Assert.InRange(most, 1, 3);
        Assert.Equal((3, 0), (_limiter.Free, _limiter.Waiting));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    private Task<RateLimitLease> AcquireAsync(string client, int weight) => _limiter.AcquireAsync(client, weight, Cancellation).AsTask();
}

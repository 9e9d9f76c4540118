using GroupResults.Application.Caching;
using GroupResults.Application.Changes;
using GroupResults.Application.Metrics;
using GroupResults.Application.Results;
using GroupResults.Application.Warming;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Warming;

/// <summary>From the report to the warmed answer, by a stepped clock (G5, G7).</summary>
public sealed class WarmUpCycleTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static readonly long[] Phases = [0, 1, Poll.Ticks / 2, Poll.Ticks - 2, Poll.Ticks - 1];

    private readonly FaultySnapshots _snapshots = new();
    private TestService _service = null!;

    /// <summary>Two workers that poll at the beginning, in the middle and at the very end of the interval.</summary>
    public static MatrixTheoryData<long, long> PollPhases => new(Phases, Phases);

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(new TestServiceOptions
    {
        Configure = services => services.Decorate<IPushSnapshots>(_snapshots.Before),
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task GetResultMap_PushFallsIdle_IsKept5MinutesThenADay()
    {
        await ReportAsync("one");
        await AssertAnswerAsync(CacheOutcome.Miss, PushStability.Active, Idle);
        _service.Time.Advance(Idle - Tick);
        await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Active, Tick);
        _service.Time.Advance(Tick);
        await AssertAnswerAsync(CacheOutcome.Miss, PushStability.Stable, Day);
        _service.Time.Advance(Day - Tick);
        await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Stable, Tick);
        _service.Time.Advance(Tick);
        await AssertAnswerAsync(CacheOutcome.Miss, PushStability.Stable, Day);
    }

    [Fact]
    public async Task RunDueWarmUps_AtTheThreshold_MakesTheAnswerLieReadyForADay()
    {
        await ReportAsync("one");
        _service.Time.Advance(Idle - Tick);
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        Assert.Equal(1, _service.Metrics.Computations);

        foreach (var coding in (ContentCoding[])[ContentCoding.Identity, ContentCoding.Gzip])
            await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Stable, Day, coding);
        var entry = await _service.Mediator.Send(new GetCacheEntry(await _service.HeadAsync(Reports.Push)), TestContext.Current.CancellationToken);
        Assert.True(entry!.Warmed);
        Assert.Equal(1, _service.Metrics.Computations);
        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Succeeded));
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
    }

    [Fact]
    public async Task RunDueWarmUps_BytesAreThereAlready_KeepsThemLongerInsteadOfComputing()
    {
        await ReportAsync("one");
        _service.Time.Advance(TimeSpan.FromMinutes(4));
        foreach (var coding in Enum.GetValues<ContentCoding>()) await _service.MapAsync(Reports.Push, coding);
        Assert.Equal(1, _service.Metrics.Computations);
        _service.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await _service.RunDueWarmUpsAsync());

        Assert.Equal(1, _service.Metrics.Computations);
        foreach (var coding in Enum.GetValues<ContentCoding>())
            await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Stable, Day, coding);
    }

    [Fact]
    public async Task RunDueWarmUps_ReportWhileComputing_LeavesTheWarmUpToTheNewActivity()
    {
        await ReportAsync("one");
        _service.Time.Advance(Idle);
        _snapshots.AfterRead = () => ReportAsync("two");
        await _service.RunDueWarmUpsAsync();

        Assert.Equal(1L, _service.Sql("SELECT COUNT(*) FROM WarmUps WHERE LeaseUntil IS NULL"));
        Assert.Equal("""{"one":{"a.toml":true},"two":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        _service.Time.Advance(Idle - Tick);
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Stable, Day);
    }

    [Fact]
    public async Task RunDueWarmUps_Fails_IsRetriedAfter60And120And240SecondsAndThenGivenUp()
    {
        await ReportAsync("one");
        _service.Time.Advance(Idle);
        _snapshots.Fault = new InvalidOperationException("broken on purpose");
        foreach (var seconds in (int[])[60, 120, 240])
        {
            Assert.Equal(1, await _service.RunDueWarmUpsAsync());
            _service.Time.Advance(TimeSpan.FromSeconds(seconds) - Tick);
            Assert.Equal(0, await _service.RunDueWarmUpsAsync());
            _service.Time.Advance(Tick);
        }

        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        Assert.Equal(3, _service.Metrics.WarmUps(WarmUpOutcome.Retried));
        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Failed));
        Assert.Equal(0L, _service.Sql("SELECT COUNT(*) FROM WarmUps"));

        // Given up only until the push changes again.
        _snapshots.Fault = null;
        await ReportAsync("two");
        _service.Time.Advance(Idle);
        await _service.RunDueWarmUpsAsync();
        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Succeeded));
    }

    [Theory]
    [MemberData(nameof(PollPhases))]
    public async Task RunDueWarmUps_WorkerKilledHalfway_IsTakenOverWithin15Seconds(long workerPhase, long otherPhase)
    {
        await ReportAsync("one");
        var due = _service.Time.GetUtcNow() + Idle;

        // One worker polls, claims and is never heard of again.
        _service.Time.SetUtcNow(due.AddTicks(workerPhase));
        Assert.NotNull(await _service.Get<IWarmUpQueue>().ClaimNextAsync(_service.Time.GetUtcNow(), RunDueWarmUps.Lease, CancellationToken.None));
        await _service.RestartAsync();

        var next = due.AddTicks(otherPhase);
        while (next <= _service.Time.GetUtcNow()) next += Poll;
        var polls = 0;
        do
        {
            _service.Time.SetUtcNow(next);
            next += Poll;
            Assert.True(++polls < 10);
        }
        while (await _service.RunDueWarmUpsAsync() == 0);

        Assert.InRange(_service.Time.GetUtcNow(), due, due.AddSeconds(15));
        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Succeeded));
    }

    [Fact]
    public async Task RunDueWarmUps_TwoProcessesAtOnce_WarmEachPushOnce()
    {
        const int PushCount = 10;
        for (var number = 0; number < PushCount; number++)
            await _service.RecordAsync(new PushKey("autoland", $"{number}").Report("task", Reports.Ok("a.toml")));
        _service.Time.Advance(Idle);
        await using var other = await TestService.StartAsync(new TestServiceOptions { DatabasePath = _service.DatabasePath, Time = _service.Time });

        var ended = await Task.WhenAll(
            Task.Run(_service.RunDueWarmUpsAsync, TestContext.Current.CancellationToken),
            Task.Run(other.RunDueWarmUpsAsync, TestContext.Current.CancellationToken));

        Assert.Equal(PushCount, ended.Sum());
        Assert.Equal(PushCount, _service.Metrics.WarmUps(WarmUpOutcome.Succeeded) + other.Metrics.WarmUps(WarmUpOutcome.Succeeded));
        Assert.Equal(PushCount, _service.Metrics.Computations + other.Metrics.Computations);
    }

    [Fact]
    public async Task Clock_JumpsAnHourAhead_AnswersStayRightAndTheWarmUpComesEarly()
    {
        await ReportAsync("one");
        await _service.MapAsync(Reports.Push);
        _service.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("""{"one":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        Assert.False((await ReportAsync("one")).Changed);
        Assert.Equal(2, (await ReportAsync("two")).Head.Version);
        Assert.Equal("""{"one":{"a.toml":true},"two":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Clock_JumpsAnHourBack_AnswersStayRightAndTheWarmUpComesFiveMinutesAfterTheNextPoll()
    {
        await ReportAsync("one");
        await _service.MapAsync(Reports.Push);
        _service.Time.AdjustTime(TestService.StartTime.AddHours(-1));

        Assert.Equal("""{"one":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Assert.False((await ReportAsync("one")).Changed);
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        _service.Time.Advance(Idle - Tick);
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());

        // A change after the jump starts the threshold anew from the clock as it is.
        _service.Time.AdjustTime(TestService.StartTime.AddHours(-2));
        Assert.Equal(3, (await ReportAsync("two")).Head.Version);
        Assert.Equal("""{"one":{"a.toml":true},"two":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        _service.Time.Advance(Idle);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
    }

    /// <summary>Else it would be active, and its answer recomputed every few minutes, until the time has caught up.</summary>
    [Fact]
    public async Task Clock_WasAheadByDays_ActivityIsBroughtBackAndTheAnswerWarmed()
    {
        _service.Time.AdjustTime(TestService.StartTime.AddDays(2));
        await ReportAsync("one");
        await _service.MapAsync(Reports.Push);
        _service.Time.AdjustTime(TestService.StartTime);
        using var watch = _service.Get<PushSignals>().Watch(Reports.Push);

        Assert.Equal(0, await _service.RunDueWarmUpsAsync());

        var head = await _service.HeadAsync(Reports.Push);
        Assert.Equal((2, TestService.StartTime), (head.Version, head.LastActivityAt));
        await watch.ChangedAsync(TestContext.Current.CancellationToken);
        await AssertAnswerAsync(CacheOutcome.Miss, PushStability.Active, Idle);
        Assert.Equal("""{"one":{"a.toml":true}}""", await _service.MapTextAsync(Reports.Push));
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        Assert.Equal(head, await _service.HeadAsync(Reports.Push));
        _service.Time.Advance(Idle);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        await AssertAnswerAsync(CacheOutcome.Hit, PushStability.Stable, Day);
    }

    /// <summary>Clocks of several machines differ by seconds.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public async Task Clock_WasAheadByAMinute_ActivityIsBroughtBackBeyondIt(long ticksMore, long version)
    {
        _service.Time.AdjustTime(TestService.StartTime.AddMinutes(1).AddTicks(ticksMore));
        await ReportAsync("one");
        _service.Time.AdjustTime(TestService.StartTime);

        await _service.RunDueWarmUpsAsync();

        Assert.Equal(version, (await _service.HeadAsync(Reports.Push)).Version);
    }

    [Fact]
    public async Task Clock_WasAheadForManyPushes_AllAreBroughtBack()
    {
        const int PushCount = 600;
        _service.Time.AdjustTime(TestService.StartTime.AddDays(2));
        foreach (var numbers in Enumerable.Range(0, PushCount).Chunk(300))
            await _service.RecordAsync([.. numbers.Select(number => new PushKey("autoland", $"{number}").Report("task", Reports.Ok("a.toml")))]);
        _service.Time.AdjustTime(TestService.StartTime);

        await _service.RunDueWarmUpsAsync();

        Assert.Equal((long)PushCount, _service.Sql($"SELECT count(*) FROM Pushes WHERE Version = 2 AND LastActivityAt = {TestService.StartTime.Ticks}"));
        Assert.Equal((long)PushCount, _service.Sql($"SELECT count(*) FROM WarmUps WHERE DueAt = {(TestService.StartTime + Idle).Ticks}"));
    }

    [Fact]
    public async Task Clock_JumpsBackBetweenClaimAndCompletion_WarmUpIsPutBackAndTheLoopEnds()
    {
        await ReportAsync("one");
        _service.Time.Advance(Idle);
        _snapshots.AfterRead = () =>
        {
            _service.Time.AdjustTime(TestService.StartTime.AddHours(-1));
            return Task.CompletedTask;
        };

        Assert.Equal(1, await _service.RunDueWarmUpsAsync());

        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Skipped));
        _service.Time.AdjustTime(TestService.StartTime + Idle - Tick);
        Assert.Equal(0, await _service.RunDueWarmUpsAsync());
        _service.Time.Advance(Tick);
        Assert.Equal(1, await _service.RunDueWarmUpsAsync());
        Assert.Equal(1, _service.Metrics.WarmUps(WarmUpOutcome.Succeeded));
    }

    private Task<Application.Ingestion.RecordedReport> ReportAsync(string task) =>
        _service.RecordAsync(Reports.Push.Report(task, Reports.Ok("a.toml")));

    private async Task AssertAnswerAsync(
        CacheOutcome outcome, PushStability stability, TimeSpan left, ContentCoding coding = ContentCoding.Identity)
    {
        var answer = await _service.MapAsync(Reports.Push, coding);
        Assert.Equal(
            (outcome, stability, _service.Time.GetUtcNow() + left),
            (answer!.Provenance!.Outcome, answer.Provenance.Stability, answer.Provenance.ExpiresAt));
    }

    private sealed class FaultySnapshots : IPushSnapshots
    {
        private IPushSnapshots _inner = null!;

        internal Exception? Fault { get; set; }

        /// <summary>Runs once, after the next read and before its answer is made.</summary>
        internal Func<Task>? AfterRead { get; set; }

        internal IPushSnapshots Before(IPushSnapshots inner)
        {
            _inner = inner;
            return this;
        }

        public async Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken)
        {
            if (Fault is not null) throw Fault;
            var snapshot = await _inner.ReadAsync(push, cancellationToken);
            if (AfterRead is { } afterRead)
            {
                AfterRead = null;
                await afterRead();
            }

            return snapshot;
        }
    }
}

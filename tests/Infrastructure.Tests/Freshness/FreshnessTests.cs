using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Infrastructure.Caching;
using VersionedCache;

namespace GroupResults.Infrastructure.Tests.Freshness;

/// <summary>G1: a read that begins after a report was acknowledged contains it.</summary>
public sealed class FreshnessTests
{
    private const string Old = """{"one":{"a.toml":true}}""";
    private const string New = """{"one":{"a.toml":true},"two":{"a.toml":true}}""";

    [Fact]
    public async Task Read_AfterAnAcknowledgement_IsNeverStaleIn100000Operations()
    {
        using var run = new FreshnessRun();
        await run.RunAsync(operations: 100_000, versionless: false, CacheSettings.DefaultMemoryLimitBytes);
        Assert.Equal(0, run.Stale);
        Assert.True(run.Reports > 1000, $"Only {run.Reports} reports came in between.");
    }

    [Fact]
    public async Task Read_AfterAnAcknowledgementWithHardlyAnyMemory_IsNeverStale()
    {
        using var run = new FreshnessRun();
        await run.RunAsync(operations: 20_000, versionless: false, memoryLimitBytes: 1500);
        Assert.Equal(0, run.Stale);
    }

    [Fact]
    public async Task Read_VersionTakenOutOfTheKey_IsFoundToBeStale()
    {
        using var run = new FreshnessRun();
        await run.RunAsync(operations: 20_000, versionless: true, CacheSettings.DefaultMemoryLimitBytes);
        Assert.True(run.Stale > 0, "The run cannot tell a broken cache from a working one.");
    }

    /// <summary>The race in slow motion: computed before the report, stored after it was acknowledged.</summary>
    [Theory]
    [InlineData(false, New)]
    [InlineData(true, Old)]
    public async Task Read_OldAnswerIsStoredAfterTheAcknowledgement_IsStaleOnlyWithoutTheVersion(bool versionless, string expected)
    {
        var hold = new Hold();
        await using var service = await TestService.StartAsync(new TestServiceOptions
        {
            Configure = services => services.Decorate<IMemoryLevel<PushVersion>>(
                cache => new StoreHook(versionless ? new VersionlessCache(cache) : cache, _ => hold.Pass())),
        });
        await ReportAsync(service, "one");
        hold.Close();
        var early = Task.Run(() => service.MapTextAsync(Reports.Push), TestContext.Current.CancellationToken);
        await hold.Reached;
        await ReportAsync(service, "two");
        hold.Open();

        Assert.Equal(Old, await early);
        Assert.Equal(expected, await service.MapTextAsync(Reports.Push));
    }

    [Fact]
    public async Task Warm_OldAnswerIsExtendedAfterTheAcknowledgement_IsNotReadAnyMore()
    {
        var hold = new Hold();
        await using var service = await TestService.StartAsync(new TestServiceOptions
        {
            Configure = services => services.Decorate<IMemoryLevel<PushVersion>>(
                cache => new StoreHook(cache, entry => hold.PassIf(entry.IsWarmed))),
        });
        await ReportAsync(service, "one");
        service.Time.Advance(TimeSpan.FromMinutes(5));
        hold.Close();
        var warming = Task.Run(service.RunDueWarmUpsAsync, TestContext.Current.CancellationToken);
        await hold.Reached;
        await ReportAsync(service, "two");
        hold.Open();
        Assert.Equal(1, await warming);

        foreach (var coding in Enum.GetValues<ContentCoding>()) Assert.Equal(New, await service.MapTextAsync(Reports.Push, coding));
        Assert.Equal(1L, service.Sql("SELECT COUNT(*) FROM WarmUps"));
    }

    [Fact]
    public async Task Read_OlderComputationIsRunning_DoesNotTakeItsAnswer()
    {
        var snapshots = new HeldSnapshots();
        await using var service = await StartAsync(snapshots);
        await ReportAsync(service, "one");
        snapshots.Hold.Close();
        var early = service.MapTextAsync(Reports.Push);
        await snapshots.Hold.Reached;
        await ReportAsync(service, "two");

        // Each runs on this thread until it waits: when the calls are back, they have joined.
        var late = Enumerable.Range(0, 10).Select(_ => service.MapTextAsync(Reports.Push)).ToList();
        snapshots.Hold.Open();

        Assert.Equal(Old, await early);
        Assert.All(await Task.WhenAll(late), map => Assert.Equal(New, map));
        Assert.Equal(2, service.Metrics.Computations);
    }

    [Fact]
    public async Task Read_CallerWhoBeganTheComputationGoesAway_OthersStillGetTheAnswer()
    {
        var snapshots = new HeldSnapshots();
        await using var service = await StartAsync(snapshots);
        await ReportAsync(service, "one");
        using var impatience = new CancellationTokenSource();
        snapshots.HoldBeforeReading = true;
        snapshots.Hold.Close();
        var first = service.Mediator.Send(new GetAnswer<ResultMapContent>(Reports.Push, ResultMapContent.Instance), impatience.Token);
        await snapshots.Hold.Reached;
        var second = service.MapTextAsync(Reports.Push);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        snapshots.Hold.Open();

        Assert.Equal(Old, await second);
        Assert.Equal(1, service.Metrics.Computations);
    }

    [Fact]
    public async Task Read_ComputationOfADeletedPushIsRunning_FindsThePushThatWasMadeAnew()
    {
        var snapshots = new HeldSnapshots();
        await using var service = await StartAsync(snapshots);
        var head = (await ReportAsync(service, "gone")).Head;
        service.Sql("PRAGMA foreign_keys=ON; DELETE FROM Pushes");

        // A reader who read the head before the deletion; its computation finds no push, and is held there.
        snapshots.Hold.Close();
        var early = service.Mediator.Send(new GetAnswer<ResultMapContent>(Reports.Push, ResultMapContent.Instance) { Head = head }, TestContext.Current.CancellationToken);
        await snapshots.Hold.Reached;
        await ReportAsync(service, "one");
        var late = service.MapAsync(Reports.Push);
        snapshots.Hold.Open();

        Assert.Null(await early);
        var answer = await late;
        Assert.NotNull(answer);
        Assert.Equal(Old, Reports.TextOf(answer, ContentCoding.Identity));
    }

    [Fact]
    public async Task Read_FromOtherProcessesOnTheSameDatabase_SeesWhatOneAcknowledged()
    {
        await using var writer = await TestService.StartAsync();
        await using var reader = await TestService.StartAsync(new TestServiceOptions { DatabasePath = writer.DatabasePath, Time = writer.Time });
        for (var number = 1; number <= 50; number++)
        {
            var recorded = await writer.RecordAsync(Reports.Push.Report("task", Reports.Ok($"{number}.toml")));
            Assert.Equal(recorded.Head, await reader.HeadAsync(Reports.Push));
            Assert.Equal($$$"""{"task":{"{{{number}}}.toml":true}}""", await reader.MapTextAsync(Reports.Push));
            Assert.Equal(number, reader.Metrics.Computations);
        }
    }

    private static Task<TestService> StartAsync(HeldSnapshots snapshots) => TestService.StartAsync(new TestServiceOptions
    {
        Configure = services => services.Decorate<IPushSnapshots>(snapshots.Before),
    });

    private static Task<Application.Ingestion.RecordedReport> ReportAsync(TestService service, string task) =>
        service.RecordAsync(Reports.Push.Report(task, Reports.Ok("a.toml")));

    private sealed class HeldSnapshots : IPushSnapshots
    {
        private IPushSnapshots _inner = null!;

        internal Hold Hold { get; } = new();

        internal bool HoldBeforeReading { get; set; }

        internal IPushSnapshots Before(IPushSnapshots inner)
        {
            _inner = inner;
            return this;
        }

        public async Task<PushSnapshot?> ReadAsync(PushKey push, CancellationToken cancellationToken)
        {
            if (HoldBeforeReading) await Hold.PassAsync();
            var snapshot = await _inner.ReadAsync(push, cancellationToken);
            if (!HoldBeforeReading) await Hold.PassAsync();
            return snapshot;
        }
    }
}

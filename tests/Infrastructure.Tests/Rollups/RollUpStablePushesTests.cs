using GroupResults.Application.Ingestion;
using GroupResults.Application.Rollups;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Rollups;

/// <summary>When roll-ups are made, and when they count.</summary>
public sealed class RollUpStablePushesTests : RollupTests
{
    [Fact]
    public async Task RollUp_BeforeThePushIsStable_DoesNothing()
    {
        await ReportAsync("a", Reports.Ok("a.toml"));
        Service.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await RollUpAsync());

        Service.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await RollUpAsync());
        Assert.True(IsRolledUp(Push), "It has no roll-ups.");
        Assert.Equal(0, await RollUpAsync());
    }

    [Fact]
    public async Task RollUp_OfACompletePush_NeedNotWait()
    {
        await ExpectAsync(isFinal: true, Expected("test-linux/opt", "a"));
        await ReportAsync("a", Reports.Ok("a.toml"));

        Assert.Equal(1, await RollUpAsync());
    }

    [Fact]
    public async Task RollUp_ChangesNoVersionAndNoStamp()
    {
        await ReportAsync("a", Reports.Ok("a.toml"));
        var before = FromSnapshot(storage => storage.FindHead(Push));

        Assert.Equal(1, await SettleAsync());

        Assert.Equal(before, FromSnapshot(storage => storage.FindHead(Push)));
    }

    [Fact]
    public async Task Report_AfterTheRollUp_IsReadAtOnceAndRolledUpLater()
    {
        await ReportAsync("a", Reports.Ok("a.toml"), Reports.Ok("b.toml"));
        await SettleAsync();

        await ReportAsync("a", Reports.Error("a.toml")); // b.toml is gone.
        Assert.False(IsRolledUp(Push), "Roll-ups of earlier results count.");
        Assert.Equal(Scanned(Push), Read(Push));
        Assert.DoesNotContain("Ok", Read(Push), StringComparison.Ordinal);

        await SettleAsync();
        Assert.True(IsRolledUp(Push), "It was not rolled up again.");
        Assert.Equal(Scanned(Push), Read(Push));
    }

    /// <summary>Its stored rows of groups that are no longer there would be read for ever.</summary>
    [Fact]
    public async Task RollUp_Again_RemovesChunksThatAreEmpty()
    {
        await ReportAsync("a", [.. Enumerable.Range(0, 100).Select(number => Reports.Ok($"{number}.toml"))]);
        await SettleAsync();
        var rows = (long)Service.Sql("SELECT count(*) FROM GroupRollups")!;

        await ReportAsync("a", Reports.Ok("0.toml"));
        await SettleAsync();

        Assert.Equal((7L, 1L), (rows, Service.Sql("SELECT count(*) FROM GroupRollups")));
    }

    [Fact]
    public async Task Classification_LeavesRollUpsAsTheyAre()
    {
        await ReportAsync("a", Reports.Error("a.toml"));
        await SettleAsync();

        await ClassifyAsync(OfGroup("a.toml", ClassificationKind.Intermittent));
        await TellAsync("a", TaskRunState.Failed);

        Assert.True(IsRolledUp(Push), "Facts beside the results end the roll-ups.");
    }

    /// <summary>Results have their job name, and the version of results stays as it is.</summary>
    [Fact]
    public async Task State_NamesTheJobOfAReport_EndsRollUps()
    {
        await Service.RecordAsync(Push.Report("a", Reports.Ok("a.toml")) with { JobName = null });
        await SettleAsync();

        await TellAsync("a", TaskRunState.Failed, "test-mac/opt-1");

        Assert.Equal(Scanned(Push), Read(Push));
        Assert.Contains("test-mac", Read(Push), StringComparison.Ordinal);
        await SettleAsync();
        Assert.True(IsRolledUp(Push), "It was not rolled up again.");
        Assert.Equal(Scanned(Push), Read(Push));
    }

    [Fact]
    public async Task Delete_OfAPush_RemovesItsRollUps()
    {
        await ReportAsync("a", Reports.Ok("a.toml"));
        await SettleAsync();

        Service.Sql("PRAGMA foreign_keys = 1; DELETE FROM Pushes");

        Assert.Equal((0L, 0L), (Service.Sql("SELECT count(*) FROM GroupRollups"), Service.Sql("SELECT count(*) FROM PushSummaries")));
    }

    /// <summary>The names of an unfinished roll-up may be missing in what was restored.</summary>
    [Fact]
    public async Task Restore_BetweenTheSteps_LeavesNoRollUpsThatCount()
    {
        using var directory = new TestDirectory();
        await ReportAsync("a", [.. Enumerable.Range(0, 3000).Select(number => Reports.Ok($"{number}.toml"))]);
        Service.Sql($"VACUUM INTO '{directory.Database}'");
        var rollup = PushRollup.Of(await Service.SnapshotAsync(Push));
        Service.Sql("CREATE TRIGGER Stop BEFORE INSERT ON GroupRollups WHEN (SELECT count(*) FROM GroupRollups) = 128 BEGIN SELECT RAISE(ABORT, 'stopped'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => Service.Get<IRollups>().StoreAsync(rollup, Cancellation));
        Assert.Equal(128L, Service.Sql("SELECT count(*) FROM GroupRollups"));
        Assert.False(IsRolledUp(Push), "Half of the roll-ups count.");

        Service.RestoreFrom(directory.Database);

        Assert.Equal(0L, Service.Sql("SELECT count(*) FROM GroupRollups"));
        Assert.True(await Service.Get<IRollups>().StoreAsync(rollup, Cancellation));
        Assert.Equal(Scanned(Push), Read(Push));
    }

    /// <summary>One bad push holds up no others.</summary>
    [Fact]
    public async Task RollUp_OfDamagedResults_GoesOnWithOthers()
    {
        for (var number = 0; number < 2 * RollUpStablePushes.MaxPushes; number++)
            await Service.RecordAsync(new PushKey("autoland", $"{number:x}").Report("a", Reports.Ok("a.toml")));
        Service.Sql("UPDATE TaskRuns SET Results = x'80' WHERE PushId % 2 = 0");

        Assert.Equal(RollUpStablePushes.MaxPushes, await SettleAsync());
        Assert.Equal(0, await RollUpAsync());
    }

    [Fact]
    public async Task RollUp_WhileReportsWait_MakesOneAtATime()
    {
        await using var service = await TestService.StartAsync(new TestServiceOptions { Configure = services => services.Decorate<IReportStore>(inner => new Waiting(inner)) });
        for (var number = 0; number < 3; number++) await service.RecordAsync(new PushKey("autoland", $"{number}").Report("a", Reports.Ok("a.toml")));
        service.Time.Advance(TimeSpan.FromMinutes(5));

        for (var left = 3; left > 0; left--) Assert.Equal(1, await service.Mediator.Send(new RollUpStablePushes(), Cancellation));
        Assert.Equal(0, await service.Mediator.Send(new RollUpStablePushes(), Cancellation));
    }

    /// <summary>A store with a report that waits.</summary>
    private sealed class Waiting(IReportStore inner) : IReportStore
    {
        int IReportStore.Waiting => 1;

        public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken) =>
            inner.AppendAsync(reports, cancellationToken);

        public Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken) => inner.ResetFutureActivitiesAsync(cancellationToken);
    }
}

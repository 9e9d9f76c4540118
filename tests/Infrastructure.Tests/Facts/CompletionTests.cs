using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;

namespace GroupResults.Infrastructure.Tests.Facts;

/// <summary>The change that completes a push makes it stable and due at once; a later one starts the idle rule anew.</summary>
public sealed class CompletionTests : FactTests
{
    [Fact]
    public async Task Report_EndsTheLastExpectedTask_MakesThePushStableAndDue()
    {
        await ExpectAsync(isFinal: true, Expected("one", "a"), Expected("two", "b"));
        await ReportAsync("a", Reports.Ok("a.toml"));
        await AssertActiveAsync();
        Service.Time.Advance(TimeSpan.FromSeconds(10));

        var head = await ReportAsync("b"); // Without results.

        Assert.True(head.IsComplete, "The answer to the report does not say so.");
        await AssertCompleteAsync();
        Assert.Equal(Service.Time.GetUtcNow().Ticks, Service.Sql("SELECT DueAt FROM WarmUps"));
        Assert.Equal(1, await Service.RunDueWarmUpsAsync());
        Assert.Equal(0L, Service.Sql("SELECT count(*) FROM WarmUps"));
        var map = (await Service.MapAsync(Push, VersionedCache.ContentCoding.Gzip))!;
        Assert.Equal((VersionedCache.CacheOutcome.Hit, PushStability.Stable), (map.Provenance!.Outcome, map.Provenance.Stability));
        Assert.Equal(Service.Time.GetUtcNow().AddDays(1), map.Provenance.ExpiresAt);
        await Service.RestartAsync();
        await AssertCompleteAsync();
    }

    [Theory]
    [InlineData(TaskRunState.Failed, true)]
    [InlineData(TaskRunState.Exception, true)]
    [InlineData(TaskRunState.Completed, false)] // Its report follows.
    [InlineData(TaskRunState.Running, false)]
    public async Task State_EndsTheTask_UnlessItsReportFollows(TaskRunState state, bool isComplete)
    {
        await ExpectAsync(isFinal: true, Expected("job", "a"));

        Assert.Equal(isComplete, (await TellAsync("a", state)).Head.IsComplete);
        Assert.Equal(isComplete, (await Service.HeadAsync(Push)).IsComplete);
        if (!isComplete) Assert.True((await ReportAsync("a", Reports.Ok("a.toml"))).IsComplete);
    }

    [Fact]
    public async Task Expected_NotFinalOrEmpty_IsNeverComplete()
    {
        await ReportAsync("a", Reports.Ok("a.toml"));
        await ExpectAsync(isFinal: false, Expected("one", "a"));
        await AssertActiveAsync();
        await ExpectAsync(isFinal: true);
        await AssertActiveAsync();
        await ReportAsync("b", Reports.Ok("a.toml"));
        await AssertActiveAsync();

        Assert.True((await ExpectAsync(isFinal: true, Expected("one", "a"))).Head.IsComplete); // All of it has ended already.
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Task_WithoutAnId_IsKnownByItsJobName()
    {
        await ExpectAsync(isFinal: true, Expected("told", null), Expected("test-linux/opt", null));
        await ReportAsync("a", Reports.Ok("a.toml"));
        await TellAsync("b", TaskRunState.Pending, "told");
        await AssertActiveAsync();

        await Service.RecordAsync(Push.Report("b", Reports.Ok("a.toml")) with { JobName = null }); // The state has the name.

        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Retrigger_AfterCompletion_UncompletesNothingAndStartsTheIdleRuleAnew()
    {
        await ExpectAsync(isFinal: true, Expected("job", "a"));
        await ReportAsync("a", Reports.Ok("a.toml"));
        await AssertCompleteAsync();
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        await TellAsync("again", TaskRunState.Pending, "job");
        await AssertActiveAsync();
        Assert.Equal(0L, Service.Sql("SELECT ChangesUntilComplete FROM Pushes"));
        await ReportAsync("again", Reports.Ok("a.toml"));

        await AssertActiveAsync(); // It has not been completed again.
        Assert.Equal(Service.Time.GetUtcNow().AddMinutes(5).Ticks, Service.Sql("SELECT DueAt FROM WarmUps"));
        Service.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Service.RunDueWarmUpsAsync());
    }

    [Fact]
    public async Task HigherRun_OfAnExpectedTask_UncompletesUntilItEnds()
    {
        await ExpectAsync(isFinal: true, Expected("job", "a"));
        await ReportAsync("a", Reports.Ok("a.toml"));
        await TellAsync("a", TaskRunState.Running, runId: 1);
        await AssertActiveAsync();
        Assert.Equal(1L, Service.Sql("SELECT ChangesUntilComplete FROM Pushes"));

        await TellAsync("a", TaskRunState.Exception, runId: 1);

        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Expected_ReplacedByWhatHasEndedToo_IsNotCompletedAgain()
    {
        await ExpectAsync(isFinal: true, Expected("one", "a"), Expected("two", "b"));
        await ReportAsync("a", Reports.Ok("a.toml"));
        await ReportAsync("b", Reports.Ok("a.toml"));
        await AssertCompleteAsync();

        await ExpectAsync(isFinal: true, Expected("one", "a"));
        await AssertActiveAsync();
        await ExpectAsync(isFinal: true, Expected("one", "a"), Expected("three", "c"));
        await ReportAsync("c", Reports.Ok("a.toml"));
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Fact_ThatIsNoActivity_LeavesThePushComplete()
    {
        await ExpectAsync(isFinal: true, Expected("job", "a"));
        await ReportAsync("a", Reports.Error("a.toml"));

        await ClassifyAsync(OfGroup("a.toml", ClassificationKind.Intermittent));
        await Facts.RecordPushAsync(Push, new RecordedPush(null, 1, null, null), Cancellation);

        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Batch_CompletesThePush_SaysSoInItsLastOutcome()
    {
        await ExpectAsync(isFinal: true, Expected("one", "a"), Expected("two", "b"));

        var recorded = await Service.RecordAsync([Push.Report("a", Reports.Ok("a.toml")), Push.Report("b", Reports.Ok("a.toml"))]);

        Assert.Equal([false, true], recorded.Select(report => report.Head.IsComplete));
        await AssertCompleteAsync();
    }

    /// <summary>Few tasks and names, so that they meet often. What is kept to save looking must never miss a completion.</summary>
    [Fact]
    public async Task RandomHistories_ArePlainlyComputed()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            Service.Sql("PRAGMA foreign_keys=ON; DELETE FROM Pushes");
            var random = new Random(seed);
            var wasComplete = false;
            var completed = 0;
            for (var step = 0; step < 60; step++)
            {
                var before = await Service.Get<IPushHeads>().FindAsync(Push, Cancellation);
                await ActAsync(random, step);
                var snapshot = await Service.SnapshotAsync(Push);
                var isComplete = IsComplete(snapshot);
                if (snapshot.Head != before)
                {
                    Assert.True((isComplete && !wasComplete) == snapshot.Head.IsComplete, $"Seed {seed}, step {step}");
                    completed += snapshot.Head.IsComplete ? 1 : 0;
                }

                wasComplete = isComplete;
            }

            Assert.True(completed > 0, $"Seed {seed} completes nothing.");
        }
    }

    private async Task ActAsync(Random random, int step)
    {
        string? JobName() => random.Next(4) == 0 ? null : $"job{random.Next(4)}";
        var task = $"task{random.Next(4)}";
        if (step == 0 || random.Next(15) == 0)
        {
            await ExpectAsync(
                isFinal: random.Next(8) > 0,
                [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(2) == 0
                    ? Expected($"job{random.Next(4)}", null)
                    : Expected($"job{random.Next(4)}", $"task{random.Next(4)}"))]);
        }
        else if (random.Next(2) == 0)
        {
            await Service.RecordAsync(Push.Report(task, Reports.Ok("a.toml", random.Next(2))) with { JobName = JobName(), RunId = random.Next(2) });
        }
        else
        {
            await TellAsync(task, (TaskRunState)random.Next(6), JobName(), runId: random.Next(2));
        }
    }

    private static bool IsComplete(PushSnapshot snapshot)
    {
        if (snapshot.Facts.Expected is not { IsFinal: true, Tasks.Count: > 0 } expected) return false;
        var runs = snapshot.TaskRuns.Select(run => (run.Key, run.JobName, HasEnded: true))
            .Concat(snapshot.Facts.States.Where(state => snapshot.TaskRuns.All(run => run.Key != state.Key))
                .Select(state => (state.Key, state.JobName, HasEnded: state.State is TaskRunState.Failed or TaskRunState.Exception)))
            .ToList();
        return expected.Tasks.All(task =>
        {
            var own = runs.Where(run => task.TaskId is null ? run.JobName == task.JobName : run.Key.TaskId == task.TaskId).ToList();
            return own.Any(run => run.HasEnded && own.All(other => other.Key.RunId <= run.Key.RunId));
        });
    }

    private Task AssertCompleteAsync() => AssertStabilityAsync(isComplete: true);

    private Task AssertActiveAsync() => AssertStabilityAsync(isComplete: false);

    private async Task AssertStabilityAsync(bool isComplete)
    {
        var head = await Service.HeadAsync(Push);
        Assert.Equal(isComplete, head.IsComplete);
        Assert.Equal(head, Assert.Single((await Service.Mediator.Send(new ListPushes(Push.Repository, 1, null), Cancellation)).Pushes));
        var statistics = await Service.Mediator.Send(new GetCacheStatistics(), Cancellation);
        Assert.Equal(isComplete ? (0, 1) : (1, 0), (statistics.ActivePushes, statistics.StablePushes));
    }
}

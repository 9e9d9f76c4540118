using GroupResults.Application.Ingestion;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Facts;

public sealed class TaskStateTests : FactTests
{
    private static readonly RunProperties Linux = new("linux", "debug", null, null, 1);

    [Fact]
    public async Task Record_States_AreReadInTheOrderInWhichTheRunsWereFirstToldOf()
    {
        var recorded = await Facts.RecordStatesAsync(
            [Told("b", TaskRunState.Pending, "job", Linux), Told("a", TaskRunState.Unscheduled), Told("b", TaskRunState.Running)], Cancellation);

        Assert.Equal([(1, true), (2, true), (3, true)], recorded.Select(fact => (fact.Head.Version, fact.Changed)));
        await Service.RestartAsync();
        var snapshot = await Service.SnapshotAsync(Push);
        Assert.Equal(
            [new("b", 0, "job", Linux, TaskRunState.Running, 1, 3), new State("a", 0, null, null, TaskRunState.Unscheduled, 2, 2)],
            snapshot.Facts.States.Select(state => new State(
                state.Key.TaskId, state.Key.RunId, state.JobName, state.Properties, state.State, state.FirstVersion, state.Version)));
        Assert.Empty(snapshot.TaskRuns);
    }

    [Fact]
    public async Task Record_SameStateTwice_ChangesNothing()
    {
        var first = await TellAsync("task", TaskRunState.Running, "job", Linux);
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        var again = await TellAsync("task", TaskRunState.Running, "job", Linux);

        Assert.False(again.Changed);
        Assert.Equal(first.Head, again.Head);
        Assert.Equal(first.Head, await Service.HeadAsync(Push));
        Assert.Equal(TestService.StartTime.AddMinutes(5).Ticks, Service.Sql("SELECT DueAt FROM WarmUps"));
    }

    [Fact]
    public async Task Record_OmittedFields_KeepWhatWasKnown()
    {
        await TellAsync("task", TaskRunState.Pending, "job", new RunProperties("linux", null, null, null, null));
        await TellAsync("task", TaskRunState.Running, null, new RunProperties(null, "debug", null, null, 1));
        Assert.False((await TellAsync("task", TaskRunState.Running, "job", Linux)).Changed);

        var state = Assert.Single((await Service.SnapshotAsync(Push)).Facts.States);
        Assert.Equal(("job", Linux, TaskRunState.Running), (state.JobName, state.Properties, state.State));
    }

    [Fact]
    public async Task Record_StateThatIsNotTaken_AddsOnlyWhatWasNotKnown()
    {
        await TellAsync("task", TaskRunState.Failed, null, new RunProperties("linux", null, null, null, null));

        Assert.True((await TellAsync("task", TaskRunState.Running, "job", new RunProperties("mac", "debug", null, null, 1))).Changed);
        Assert.False((await TellAsync("task", TaskRunState.Running, "other", new RunProperties("mac", "opt", null, null, 2))).Changed);

        var state = Assert.Single((await Service.SnapshotAsync(Push)).Facts.States);
        Assert.Equal(("job", Linux, TaskRunState.Failed), (state.JobName, state.Properties, state.State));
    }

    [Fact]
    public async Task Record_EndedRun_NeverReturns()
    {
        TaskRunState[] returns = [TaskRunState.Unscheduled, TaskRunState.Pending, TaskRunState.Running];
        await TellAsync("task", TaskRunState.Completed);
        foreach (var state in returns) Assert.False((await TellAsync("task", state)).Changed);
        Assert.True((await TellAsync("task", TaskRunState.Exception)).Changed);
        foreach (var state in (TaskRunState[])[.. returns, TaskRunState.Completed, TaskRunState.Failed]) Assert.False((await TellAsync("task", state)).Changed);

        Assert.Equal(2, (await Service.HeadAsync(Push)).Version);
        Assert.True((await TellAsync("task", TaskRunState.Pending, runId: 1)).Changed); // Another run.
    }

    /// <summary>A report completes its run: what is told later is held against that.</summary>
    [Fact]
    public async Task Record_AfterTheReport_TakesOnlyFailures()
    {
        await ReportAsync("task", Reports.Ok("a.toml"));

        Assert.False((await TellAsync("task", TaskRunState.Running)).Changed);
        Assert.False((await TellAsync("task", TaskRunState.Completed)).Changed);
        Assert.Empty((await Service.SnapshotAsync(Push)).Facts.States);
        Assert.True((await TellAsync("task", TaskRunState.Running, properties: Linux)).Changed); // The report said nothing of them.
        Assert.Equal(TaskRunState.Completed, Assert.Single((await Service.SnapshotAsync(Push)).Facts.States).State);
        Assert.True((await TellAsync("task", TaskRunState.Failed)).Changed);
        Assert.Equal(TaskRunState.Failed, Assert.Single((await Service.SnapshotAsync(Push)).Facts.States).State);
    }

    [Fact]
    public async Task Read_RunWithReportAndState_HasTheReportsFieldsAndWhatOnlyTheStateSays()
    {
        await TellAsync("bare", TaskRunState.Running, "told", Linux);
        await TellAsync("full", TaskRunState.Running, "told", Linux);
        await Service.RecordAsync(Push.Report("bare", Reports.Ok("a.toml")) with { JobName = null });
        await Service.RecordAsync(Push.Report("full", Reports.Ok("a.toml")) with { JobName = "reported", Properties = new("mac", null, null, "xpcshell", null) });

        var snapshot = await Service.SnapshotAsync(Push);

        Assert.Equal(
            [("told", Linux), ("reported", new RunProperties("mac", "debug", null, "xpcshell", 1))],
            snapshot.TaskRuns.Select(run => (run.JobName, run.Properties)));
        Assert.All(snapshot.TaskRuns, run => Assert.Equal(TestService.StartTime, run.FirstReportedAt));
    }

    [Fact]
    public async Task Record_State_MovesTheActivityAndTheWarmUp()
    {
        await ReportAsync("task", Reports.Ok("a.toml"));
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        var told = await TellAsync("other", TaskRunState.Pending);

        Assert.Equal(TestService.StartTime.AddMinutes(1), told.Head.LastActivityAt);
        Assert.Equal(told.Head, await Service.HeadAsync(Push));
        Assert.Equal(TestService.StartTime.AddMinutes(6).Ticks, Service.Sql("SELECT DueAt FROM WarmUps"));
    }

    [Fact]
    public async Task Report_BringsNewProperties_IsAChangeThatKeepsTheOthers()
    {
        var report = Push.Report("task", Reports.Ok("a.toml"));
        Assert.True((await RecordAsync(report, new("linux", null, null, null, null))).Changed);
        Service.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await RecordAsync(report, new(null, "debug", null, null, 1))).Changed);
        Assert.False((await RecordAsync(report, RunProperties.None)).Changed);
        Assert.False((await RecordAsync(report, new("linux", null, null, null, 1))).Changed);
        Assert.True((await RecordAsync(Push.Report("task", Reports.Error("a.toml")), RunProperties.None)).Changed);

        var run = Assert.Single((await Service.SnapshotAsync(Push)).TaskRuns);
        Assert.Equal((Linux, 3), (run.Properties, run.Version));
        Assert.Equal(TestService.StartTime, run.FirstReportedAt);
        Assert.Equal(4L, Service.Sql("SELECT count(*) FROM RunProperties")); // Three as they were sent, one of all.
    }

    [Fact]
    public async Task Record_TransactionFails_StoresNoStateAndNoName()
    {
        Service.Sql("CREATE TRIGGER Refuse BEFORE INSERT ON TaskStates WHEN NEW.TaskId = 'bad' BEGIN SELECT RAISE(ABORT, 'refused'); END");

        await Assert.ThrowsAnyAsync<Exception>(() => Facts.RecordStatesAsync(
            [Told("good", TaskRunState.Pending, "lost", Linux), Told("bad", TaskRunState.Pending)], Cancellation));
        Assert.Equal(0L, Service.Sql("SELECT count(*) FROM Pushes"));

        // The ids that the failed transaction gave to names now go to others.
        Service.Sql("DROP TRIGGER Refuse");
        await Facts.RecordStatesAsync(
            [Told("a", TaskRunState.Pending, "job", Linux with { Tier = 2 }), Told("b", TaskRunState.Pending, "lost", Linux)], Cancellation);
        Assert.Equal(
            [("job", Linux with { Tier = 2 }), ("lost", Linux)],
            (await Service.SnapshotAsync(Push)).Facts.States.Select(state => (state.JobName, state.Properties)));
    }

    [Fact]
    public async Task Delete_Push_TakesItsFactsWithIt()
    {
        await TellAsync("task", TaskRunState.Pending);
        await ExpectAsync(isFinal: true, Expected("job", "task", "a.toml"));
        await ClassifyAsync(OfGroup("a.toml", Domain.Classifications.ClassificationKind.Infra));

        Service.Sql("PRAGMA foreign_keys=ON; DELETE FROM Pushes");

        foreach (var table in (string[])["TaskStates", "ExpectedTasks", "Classifications"]) Assert.Equal(0L, Service.Sql($"SELECT count(*) FROM {table}"));
    }

    private Task<RecordedReport> RecordAsync(ReportInput report, RunProperties properties) => Service.RecordAsync(report with { Properties = properties });

    private sealed record State(string TaskId, int RunId, string? JobName, RunProperties? Properties, TaskRunState Value, long FirstVersion, long Version);
}

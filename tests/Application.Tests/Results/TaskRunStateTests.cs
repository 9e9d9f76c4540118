using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using static GroupResults.Application.Tests.Results.TestSnapshots;

namespace GroupResults.Application.Tests.Results;

/// <summary>Task runs that are known by a report, by a state, or by both.</summary>
public sealed class TaskRunStateTests
{
    private static readonly PushSnapshot Snapshot = Of(
            new Run("reported", 0, Ok("a.toml"), Error("b.toml")) { JobName = "test-linux64/opt-mochitest-1" },
            new Run("empty", 0),
            new Run("both", 0, Ok("a.toml")) { JobName = "test-linux64/opt-mochitest-2-cf" })
        .WithStates(
            new State("both", 0, TaskRunState.Failed) { JobName = "told", Properties = RunProperties.None with { Tier = 2 } },
            new State("told", 0, TaskRunState.Pending) { JobName = "test-linux64/opt-mochitest-3" },
            new State("empty", 1, TaskRunState.Running),
            new State("gone", 0, TaskRunState.Exception) { Properties = new RunProperties("win", "debug", "swr", null, null) });

    [Theory]
    [InlineData(null, "reported/0 empty/0 both/0")]
    [InlineData("Completed", "reported/0 empty/0")]
    [InlineData("Failed", "both/0")]
    [InlineData("Pending", "told/0")]
    [InlineData("Pending Running Exception", "told/0 empty/1 gone/0")]
    [InlineData("Unscheduled Pending Running Completed Failed Exception", "reported/0 empty/0 both/0 told/0 empty/1 gone/0")]
    [InlineData("Unscheduled", "")]
    [InlineData("", "")]
    public void Select_States_ListsAlsoRunsKnownByTheirStateAlone(string? states, string expected) =>
        Assert.Equal(expected, Select(new TaskRunFilter(States: StatesOf(states))));

    [Theory]
    [InlineData("test-linux64/opt-mochitest", null, "reported/0 both/0")]
    [InlineData("test-linux64/opt-mochitest", "Pending Failed", "both/0 told/0")]
    [InlineData("win/debug-swr", "Exception", "gone/0")]
    [InlineData("test-linux64/opt-mochitest-1", null, "")]
    [InlineData("TEST-linux64/opt-mochitest", null, "")]
    [InlineData("", null, "")]
    public void Select_Configuration_ListsRunsThatRanInIt(string configuration, string? states, string expected) =>
        Assert.Equal(expected, Select(new TaskRunFilter(States: StatesOf(states), Configuration: configuration)));

    [Theory]
    [InlineData("MOCHITEST", "Pending Completed", "reported/0 told/0")]
    [InlineData("tol", "Pending Running", "told/0")]
    [InlineData("empty", "Completed Running", "empty/1")] // The empty report has no result that could match.
    [InlineData("a.toml", "Pending Completed", "reported/0")]
    public void Select_StatesAndSearch_LooksInTheNamesOfRunsWithoutAReport(string search, string states, string expected) =>
        Assert.Equal(expected, Select(new TaskRunFilter(Search: search, States: StatesOf(states))));

    [Fact]
    public void Select_StatesAndStatuses_ListsNoRunWithoutAReport() =>
        Assert.Equal("reported/0", Select(new TaskRunFilter([GroupStatus.Ok], States: [TaskRunState.Pending, TaskRunState.Completed])));

    [Fact]
    public void Select_PagesOfStates_FollowEachOther()
    {
        var filter = new TaskRunFilter(States: Enum.GetValues<TaskRunState>());
        List<string> pages = [];
        for (long? after = null; ;)
        {
            var page = TaskRunPage.Select(Snapshot, filter, 2, after);
            pages.Add(Names(page.TaskRuns));
            Assert.Equal(6, page.TotalCount);
            if (!page.HasNextPage) break;
            after = page.TaskRuns[^1].FirstVersion;
        }

        Assert.Equal(["reported/0 empty/0", "both/0 told/0", "empty/1 gone/0"], pages);
    }

    [Fact]
    public void View_ReportAndState_TakesTheJobNameOfTheReportAndTheStateThatWasTold()
    {
        var both = TaskRunView.Reported(Snapshot).Single(run => run.Key.TaskId == "both");

        Assert.Equal(("test-linux64/opt-mochitest-2-cf", TaskRunState.Failed, 2), (both.JobName, both.State, both.Properties?.Tier));
    }

    [Fact]
    public void View_ReportWithoutAJobName_TakesTheOneThatWasTold()
    {
        var snapshot = Of(new Run("T", 0)).WithStates(new State("T", 0, TaskRunState.Running) { JobName = "told-1" });

        var view = Assert.Single(TaskRunView.All(snapshot));
        Assert.Equal(("told-1", "told", TaskRunState.Completed), (view.JobName, view.Configuration, view.State));
    }

    [Fact]
    public void View_PropertiesOfReportAndState_AreTheReportsAndElseTheStates()
    {
        var reported = Of(new Run("T", 0));
        reported = reported with { TaskRuns = [reported.TaskRuns[0] with { Properties = new RunProperties("reported", null, null, null, null) }] };
        var snapshot = reported.WithStates(new State("T", 0, TaskRunState.Running) { Properties = new RunProperties("told", "told", null, null, 1) });

        Assert.Equal(new RunProperties("reported", "told", null, null, 1), Assert.Single(TaskRunView.All(snapshot)).Properties);
    }

    [Fact]
    public void Since_StatesThatChanged_AreThoseOfReportsAndStatesSinceTheCursor()
    {
        var changes = PushChanges.Since(Snapshot, At(2)); // After the empty report.

        Assert.False(changes.IsReset);
        Assert.Equal("both/0", Names(changes.TaskRuns));
        Assert.Equal("both/0 told/0 empty/1 gone/0", Names(changes.TaskStates));
    }

    [Fact]
    public void Since_OnlyStatesChanged_HasNoTaskRuns()
    {
        var changes = PushChanges.Since(Snapshot, At(3));

        Assert.Empty(changes.TaskRuns);
        Assert.Equal("both/0 told/0 empty/1 gone/0", Names(changes.TaskStates));
        Assert.Equal(3, changes.Counts().TaskRuns);
    }

    [Fact]
    public void Since_UnknownCursor_HasAllStates() =>
        Assert.Equal("reported/0 empty/0 both/0 told/0 empty/1 gone/0", Names(PushChanges.Since(Snapshot, null).TaskStates));

    [Fact]
    public void FindCompletion_ReportsAndStates_CountsExpectedTasksOnce()
    {
        ExpectedTask[] tasks = [new("any", "reported", null), new("any", "empty", null), new("test-linux64/opt-mochitest-3", null, null), new("any", "gone", null), new("any", "never", null)];
        var snapshot = Snapshot with { Facts = Snapshot.Facts with { Expected = new ExpectedTasks(tasks, IsFinal: true) } };

        var completion = snapshot.FindCompletion()!;

        // The second run of "empty" runs; "gone" is an exception.
        Assert.Equal((5, 1, 1, 3, false), (completion.Expected, completion.Reported, completion.NoGroups, completion.Pending, completion.IsComplete));
    }

    [Fact]
    public void FindCompletion_NothingExpected_IsNone()
    {
        Assert.Null(Snapshot.FindCompletion());
        Assert.Null((Snapshot with { Facts = Snapshot.Facts with { Expected = new ExpectedTasks([], IsFinal: true) } }).FindCompletion());
    }

    private static PushCursor At(long version) => PushCursor.Of(Snapshot.Head) with { Version = version };

    private static TaskRunState[]? StatesOf(string? names) => names is null
        ? null
        : [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<TaskRunState>)];

    private static string Select(TaskRunFilter filter) => Names(TaskRunPage.Select(Snapshot, filter, TaskRunPage.DefaultPageSize, null).TaskRuns);

    private static string Names(IEnumerable<TaskRunView> runs) => string.Join(' ', runs.Select(run => $"{run.Key.TaskId}/{run.Key.RunId}"));
}

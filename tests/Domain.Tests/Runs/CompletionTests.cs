using System.Globalization;
using GroupResults.Domain.Runs;
using static GroupResults.Domain.Runs.ExpectedTaskStatus;

namespace GroupResults.Domain.Tests.Runs;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("no run is known", null, null, NotEnded)]
    [InlineData("unscheduled", TaskRunState.Unscheduled, null, NotEnded)]
    [InlineData("pending", TaskRunState.Pending, null, NotEnded)]
    [InlineData("running", TaskRunState.Running, null, NotEnded)]
    [InlineData("completed alone does not count", TaskRunState.Completed, null, AwaitsReport)]
    [InlineData("failed without a report", TaskRunState.Failed, null, NoGroups)]
    [InlineData("exception without a report", TaskRunState.Exception, null, NoGroups)]
    [InlineData("an empty report", null, 0, NoGroups)]
    [InlineData("completed with an empty report", TaskRunState.Completed, 0, NoGroups)]
    [InlineData("a report", null, 3, Reported)]
    [InlineData("a report of a run that is said to run", TaskRunState.Running, 3, Reported)]
    [InlineData("failed with a report", TaskRunState.Failed, 3, Reported)]
    [InlineData("completed with a report", TaskRunState.Completed, 1, Reported)]
    public void Of_ARun_HasItsStatus(string rule, TaskRunState? told, int? results, ExpectedTaskStatus expected)
    {
        KnownRun[] runs = told is null && results is null ? [] : [new KnownRun("a", 0, "x-1", told, results)];

        var byTaskId = Completion.Of(Expected("x-1=a"), runs);
        var byJobName = Completion.Of(Expected("x-1"), runs);

        Assert.True(expected == Assert.Single(byTaskId.Tasks), rule);
        Assert.True(expected == Assert.Single(byJobName.Tasks), rule);
        Assert.Equal(expected is NoGroups or Reported, byTaskId.IsComplete);
        Assert.Equal(expected is NoGroups or Reported, expected.HasEnded());
    }

    [Theory]
    [InlineData("the highest run counts: it runs", "x-1=a", "a0:x-1:3 a1:x-1:Running", NotEnded)]
    [InlineData("the highest run counts: it failed without a report", "x-1=a", "a1:x-1:Failed a0:x-1:3", NoGroups)]
    [InlineData("the highest run counts: it reported", "x-1=a", "a0:x-1:Running a1:x-1:3", Reported)]
    [InlineData("a task id is not found by its job name", "x-1=b", "a0:x-1:3", NotEnded)]
    [InlineData("a task id is found whatever its job name", "x-1=a", "a0:y-1:3", Reported)]
    [InlineData("a task id is found without a job name", "x-1=a", "a0::3", Reported)]
    [InlineData("a job name is not found by another", "x-1", "a0:x-2:3", NotEnded)]
    [InlineData("a job name is not found without one", "x-1", "a0::3", NotEnded)]
    [InlineData("several tasks of one name: the highest run id", "x-1", "a0:x-1:3 b1:x-1:Running", NotEnded)]
    [InlineData("several tasks of one name: any of these that ended", "x-1", "a1:x-1:Running b1:x-1:Failed c0:x-1:3", NoGroups)]
    [InlineData("several tasks of one name: any of these that reported", "x-1", "a0:x-1:3 b0:x-1:0 c0:x-1:Pending", Reported)]
    [InlineData("several tasks of one name: completed is further than running", "x-1", "a0:x-1:Running b0:x-1:Completed", AwaitsReport)]
    [InlineData("several tasks of one name, one expected by its id", "x-1=a", "a0:x-1:Running b0:x-1:3", NotEnded)]
    public void Of_SeveralRuns_TheHighestCounts(string rule, string expected, string runs, ExpectedTaskStatus status)
    {
        var completion = Completion.Of(Expected(expected), [.. runs.Split(' ').Select(Run)]);

        Assert.True(status == Assert.Single(completion.Tasks), $"{rule}: it is {completion.Tasks[0]}");
    }

    [Fact]
    public void Of_SeveralTasks_CountsEachOnce()
    {
        var expected = Expected("r=a e=b f=c x=d c=e p=f none j");
        KnownRun[] runs = [.. "a0:r:3 b0:e:0 c0:f:Failed d0:x:Exception e0:c:Completed f0:p:Pending g0:j:1 h0:other:Running".Split(' ').Select(Run)];

        var completion = Completion.Of(expected, runs);

        Assert.Equal([Reported, NoGroups, NoGroups, NoGroups, AwaitsReport, NotEnded, NotEnded, Reported], completion.Tasks);
        Assert.Equal((8, 2, 3, 3, false), (completion.Expected, completion.Reported, completion.NoGroups, completion.Pending, completion.IsComplete));
    }

    [Theory]
    [InlineData("all ended, final", "a b", true, true)]
    [InlineData("all ended, more may come", "a b", false, false)]
    [InlineData("one has not ended", "a b c", true, false)]
    [InlineData("nothing is expected", "", true, false)]
    public void IsComplete_Expectation_IsFinalNotEmptyAndEnded(string rule, string expected, bool isFinal, bool isComplete)
    {
        var completion = Completion.Of(Expected(expected) with { IsFinal = isFinal }, [Run("t0:a:1"), Run("u0:b:Failed"), Run("v0:c:Completed")]);

        Assert.True(isComplete == completion.IsComplete, rule);
    }

    /// <summary>Tasks by job name, with a task id after an equals sign.</summary>
    private static ExpectedTasks Expected(string tasks) => new(
        [
            .. tasks.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(task => task.Split('='))
                .Select(task => new ExpectedTask(task[0], task.ElementAtOrDefault(1), null)),
        ],
        IsFinal: true);

    /// <summary>Task and run id, job name, and the number of results or the told state.</summary>
    private static KnownRun Run(string run)
    {
        var fields = run.Split(':');
        var hasReport = int.TryParse(fields[2], CultureInfo.InvariantCulture, out var results);
        return new KnownRun(
            fields[0][..1],
            fields[0][1] - '0',
            fields[1].Length == 0 ? null : fields[1],
            hasReport ? null : Enum.Parse<TaskRunState>(fields[2]),
            hasReport ? results : null);
    }
}

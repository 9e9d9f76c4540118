using GroupResults.Application.Facts;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Tests.Facts;

public sealed class SetExpectedTasksTests : FactTests
{
    private const string Kind = "expected_tasks";

    private static readonly ExpectedTask Good = new("job", null, ["a.toml"]);

    public static TheoryData<string, string, ExpectedTask> Bad => new()
    {
        { "jobName", "is empty; a job name has 1 to 255 characters", Good with { JobName = "" } },
        { "jobName", "is longer than 255 characters", Good with { JobName = new string('j', 256) } },
        { "taskId", "is 'a b'; a task id is 1 to 64 of A-Z a-z 0-9 _ -", Good with { TaskId = "a b" } },
        { "taskId", "is empty; a task id is 1 to 64 of A-Z a-z 0-9 _ -", Good with { TaskId = "" } },
        { "groups[1]", "contains a backslash; a group name uses forward slashes", Good with { Groups = ["a", @"b\c"] } },
        { "groups[0]", "is empty; a group name has 1 to 255 characters", Good with { Groups = [""] } },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public Task Set_BadField_IsRefusedByNameAndPlace(string field, string fault, ExpectedTask task) =>
        AssertRefusedAsync(Command([Good with { JobName = "first" }, task]), $"input.tasks[1].{field}", fault, Kind);

    [Fact]
    public Task Set_BadRepository_IsRefused() => AssertRefusedAsync(
        new SetExpectedTasks(new ExpectedTasksInput("a//b", "abc", [], IsFinal: true)),
        "input.repository", "is 'a//b'; a repository is 1 to 200 of A-Z a-z 0-9 . _ - in parts separated by /, none of them empty, '.' or '..'", Kind);

    [Fact]
    public Task Set_TaskIdTwice_IsRefusedAtTheSecond() => AssertRefusedAsync(
        Command([new("a", "T", null), new("b", "U", null), new("c", "T", null)]),
        "input.tasks[2].taskId", "repeats tasks[0]; a task is expected once, and is known by its taskId or, without one, by its jobName", Kind);

    [Fact]
    public Task Set_JobNameTwiceWithoutTaskId_IsRefusedAtTheSecond() => AssertRefusedAsync(
        Command([new("a", null, null), new("a", null, ["g"])]),
        "input.tasks[1].jobName", "repeats tasks[0]; a task is expected once, and is known by its taskId or, without one, by its jobName", Kind);

    [Fact]
    public async Task Set_TasksThatAreNotTheSame_AreStoredInTheirOrder()
    {
        // A retrigger has the job name of the first task; a job name is no task id.
        ExpectedTask[] tasks = [new("a", "T", null), new("a", "U", []), new("a", null, ["g"]), new("T", null, null)];

        await Application.SendAsync(Command(tasks));

        Assert.Equivalent(new ExpectedTasks(tasks, IsFinal: true), Assert.Single(Application.Facts.Expectations).Expected, strict: true);
    }

    [Fact]
    public async Task Set_GroupTwiceInATask_IsOneGroup()
    {
        await Application.SendAsync(Command([new("a", null, ["g", "h", "g"]), new("b", null, ["g"])], isFinal: false));

        var (push, expected) = Assert.Single(Application.Facts.Expectations);
        Assert.Equal((new PushKey("autoland", "abc"), false), (push, expected.IsFinal));
        Assert.Equal(["g h", "g"], expected.Tasks.Select(task => string.Join(' ', task.Groups!)));
    }

    [Fact]
    public async Task Set_NoTasks_TakesBackWhatWasExpected()
    {
        await Application.SendAsync(Command([]));

        Assert.Empty(Assert.Single(Application.Facts.Expectations).Expected.Tasks);
        AssertCounted(Kind, changed: 1, unchanged: 0, refused: 0);
    }

    [Fact]
    public Task Set_50001Tasks_AreTooLarge() => AssertTooLargeAsync(
        Command([.. Enumerable.Range(0, 50_001).Select(i => new ExpectedTask($"job{i}", null, null))]), "input.tasks has 50001 tasks; a push has at most 50000", Kind);

    [Fact]
    public Task Set_500001GroupsTogether_AreTooLarge()
    {
        string[] groups = [.. Enumerable.Range(0, 250_000).Select(i => $"g{i}")];
        return AssertTooLargeAsync(
            Command([new("a", null, groups), new("b", null, [.. groups, "one more"])]), "input.tasks has 500001 groups in total; a push has at most 500000", Kind);
    }

    [Fact]
    public async Task Set_TheMost_IsStored()
    {
        string[] groups = [.. Enumerable.Range(0, 10).Select(i => $"g{i}")];

        await Application.SendAsync(Command([.. Enumerable.Range(0, 50_000).Select(i => new ExpectedTask($"job{i}", null, groups))]));

        Assert.Equal(50_000, Assert.Single(Application.Facts.Expectations).Expected.Tasks.Count);
    }

    private static SetExpectedTasks Command(IReadOnlyList<ExpectedTask> tasks, bool isFinal = true) =>
        new(new ExpectedTasksInput("autoland", "abc", tasks, isFinal));
}

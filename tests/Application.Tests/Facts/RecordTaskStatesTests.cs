using GroupResults.Application.Facts;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Tests.Facts;

public sealed class RecordTaskStatesTests : FactTests
{
    private const string Kind = "task_state";

    private static readonly TaskStateInput Good = new("autoland", "abc123", "task", 0, "job", TaskRunState.Pending);

    public static TheoryData<string, string, TaskStateInput> Bad => new()
    {
        { "revision", "is empty; a revision is 1 to 64 of 0-9 a-f, in lower case", Good with { Revision = "" } },
        { "taskId", "is 'a/b'; a task id is 1 to 64 of A-Z a-z 0-9 _ -", Good with { TaskId = "a/b" } },
        { "runId", "is 1001; a run id is 0 to 1000", Good with { RunId = 1001 } },
        { "jobName", "is longer than 255 characters", Good with { JobName = new string('j', 256) } },
        { "jobName", "contains the control character U+0000, which no text may contain", Good with { JobName = "\0" } },
        { "platform", "is longer than 255 characters", With(RunProperties.None with { Platform = new string('p', 256) }) },
        { "option", "contains the control character U+0000, which no text may contain", With(RunProperties.None with { Option = "opt\0" }) },
        { "variant", "is longer than 255 characters", With(RunProperties.None with { Variant = new string('v', 256) }) },
        { "suite", "contains an unpaired surrogate, which is not valid Unicode", With(RunProperties.None with { Suite = "a\ud83e" }) },
        { "tier", "is 0; a tier is 1 to 9", With(RunProperties.None with { Tier = 0 }) },
        { "tier", "is 10; a tier is 1 to 9", With(RunProperties.None with { Tier = 10 }) },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public Task Record_BadField_IsRefusedByNameAndPlace(string field, string fault, TaskStateInput input) =>
        AssertRefusedAsync(new RecordTaskStates([.. Several(3), input]), $"inputs[3].{field}", fault, Kind, count: 4);

    [Fact]
    public async Task Record_ValuesAtTheirLimits_ReachTheStoreAsSent()
    {
        var properties = new RunProperties(new string('p', 255), "", "swr", string.Concat(Enumerable.Repeat("🦊", 255)), 9);

        await Application.SendAsync(new RecordTaskStates([With(properties) with { RunId = 1000, JobName = null, State = TaskRunState.Failed }]));

        Assert.Equal(
            [new ToldState(new PushKey("autoland", "abc123"), new TaskRunKey("task", 1000), null, properties, TaskRunState.Failed)],
            Assert.Single(Application.Facts.States));
    }

    [Fact]
    public async Task Record_2000States_AreOneCallInTheirOrder()
    {
        var facts = await Application.SendAsync(new RecordTaskStates([.. Several(2000)]));

        Assert.Equal(2000, facts.Count);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"task{i}"), Assert.Single(Application.Facts.States).Select(state => state.TaskRun.TaskId));
        AssertCounted(Kind, changed: 2000, unchanged: 0, refused: 0);
    }

    [Fact]
    public Task Record_2001States_AreTooLargeWhateverIsInThem() => AssertTooLargeAsync(
        new RecordTaskStates([.. Enumerable.Repeat(Good with { Repository = "?" }, 2001)]), "inputs has 2001 states; a call has at most 2000", Kind, count: 2001);

    [Fact]
    public Task Record_TaskRunTwice_IsRefusedAtTheSecond() => AssertRefusedAsync(
        new RecordTaskStates([Good with { TaskId = "a" }, Good with { TaskId = "b" }, Good with { TaskId = "a", State = TaskRunState.Failed }]),
        "inputs[2].taskId", "and run 0 repeat inputs[0]; a call has at most one state per task run", Kind, count: 3);

    [Fact]
    public async Task Record_OtherRunsAndPushesOfATask_AreStored()
    {
        TaskStateInput[] inputs = [Good, Good with { RunId = 1 }, Good with { Revision = "def" }, Good with { Repository = "try" }];

        Assert.Equal(4, (await Application.SendAsync(new RecordTaskStates(inputs))).Count);
    }

    [Fact]
    public async Task Record_None_StoresNothing()
    {
        Assert.Empty(await Application.SendAsync(new RecordTaskStates([])));
        Assert.Empty(Application.Facts.States);
    }

    private static TaskStateInput With(RunProperties properties) => Good with { Properties = properties };

    private static IEnumerable<TaskStateInput> Several(int count) => Enumerable.Range(0, count).Select(i => Good with { TaskId = $"task{i}" });
}

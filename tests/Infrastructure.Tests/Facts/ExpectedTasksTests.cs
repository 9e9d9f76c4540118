using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Tests.Facts;

public sealed class ExpectedTasksTests : FactTests
{
    [Fact]
    public async Task Set_Tasks_AreReadAsTheyWereSet()
    {
        string[] groups = [.. Enumerable.Range(0, 300).Select(number => $"dir/{number}.toml")];

        var set = await ExpectAsync(isFinal: false, Expected("one", "a", groups), Expected("two", null, null), Expected("three", "c"));

        Assert.Equal((true, 1), (set.Changed, set.Head.Version));
        await Service.RestartAsync();
        var expected = (await Service.SnapshotAsync(Push)).Facts.Expected!;
        Assert.False(expected.IsFinal);
        Assert.Equal(
            [("one", "a", string.Join(' ', groups)), ("three", "c", ""), ("two", null, null)],
            expected.Tasks.OrderBy(task => task.JobName, StringComparer.Ordinal)
                .Select(task => (task.JobName, task.TaskId, task.Groups is null ? null : string.Join(' ', task.Groups))));
    }

    [Fact]
    public async Task Set_SameInAnotherOrder_ChangesNothing()
    {
        var first = await ExpectAsync(isFinal: true, Expected("one", "a", "x.toml", "y.toml"), Expected("two", "b"));
        Service.Time.Advance(TimeSpan.FromMinutes(1));

        var again = await ExpectAsync(isFinal: true, Expected("two", "b"), Expected("one", "a", "y.toml", "x.toml"));

        Assert.False(again.Changed);
        Assert.Equal(first.Head, await Service.HeadAsync(Push));
    }

    [Fact]
    public async Task Set_AnyDifference_ReplacesWhatWasExpected()
    {
        await ExpectAsync(isFinal: false, Expected("one", "a", "x.toml"));
        ExpectedTask[][] changes = [[Expected("one", "a", null)], [Expected("one", "a")], [Expected("one")], [Expected("two")], []];
        foreach (var tasks in changes)
        {
            Assert.True((await ExpectAsync(isFinal: false, tasks)).Changed);
            Assert.Equal(
                tasks.Select(task => (task.JobName, task.TaskId, task.Groups?.Count)),
                (await Service.SnapshotAsync(Push)).Facts.Expected!.Tasks.Select(task => (task.JobName, task.TaskId, task.Groups?.Count)));
        }

        Assert.True((await ExpectAsync(isFinal: true)).Changed);
        Assert.Equal(7, (await Service.HeadAsync(Push)).Version);
    }
}

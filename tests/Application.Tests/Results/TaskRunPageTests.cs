using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using static GroupResults.Application.Tests.Results.TestSnapshots;

namespace GroupResults.Application.Tests.Results;

public sealed class TaskRunPageTests
{
    private static readonly PushSnapshot Snapshot = Of(
        new Run("t1", 0, Ok("dom/a.toml"), Error("dom/b.toml")) { JobName = "test-linux/opt-Mochitest-1" },
        new Run("t2", 0, Error("dom/a.toml"), Skip("layout/c.toml")) { JobName = "test-windows/opt-xpcshell" },
        new Run("t3", 0),
        new Run("T4x", 0, Unsupported("dom/Ünï.toml")) { JobName = "" },
        new Run("t1", 1, Ok("dom/b.toml")));

    [Fact]
    public void Select_NoFilter_ListsAllInTheOrderOfTheirFirstReport() => Assert.Equal("t1/0 t2/0 t3/0 T4x/0 t1/1", Select(new TaskRunFilter()));

    [Theory]
    [InlineData("t1/0 t1/1", GroupStatus.Ok)]
    [InlineData("t1/0 t2/0", GroupStatus.Error)]
    [InlineData("t2/0 T4x/0", GroupStatus.Skip, GroupStatus.Unsupported)]
    [InlineData("t1/0 t2/0 T4x/0 t1/1", GroupStatus.Ok, GroupStatus.Error, GroupStatus.Skip, GroupStatus.Unsupported)]
    [InlineData("")]
    public void Select_Statuses_ListsRunsWithOneOfThem(string expected, params GroupStatus[] statuses) =>
        Assert.Equal(expected, Select(new TaskRunFilter(statuses)));

    [Theory]
    [InlineData("dom/a", "t1/0 t2/0")]
    [InlineData("DOM/A.TOML", "t1/0 t2/0")]
    [InlineData("layout", "t2/0")]
    [InlineData("mochitest", "t1/0")]
    [InlineData("OPT-", "t1/0 t2/0")]
    [InlineData("t4X", "T4x/0")]
    [InlineData("t1", "t1/0 t1/1")]
    [InlineData("t3", "")] // It has no result that could match.
    [InlineData("ünÏ", "T4x/0")]
    [InlineData("nothing like it", "")]
    [InlineData(".", "t1/0 t2/0 T4x/0 t1/1")]
    [InlineData("", "t1/0 t2/0 t3/0 T4x/0 t1/1")]
    public void Select_Search_LooksInGroupsJobNamesAndTaskIds(string search, string expected) =>
        Assert.Equal(expected, Select(new TaskRunFilter(Search: search)));

    [Theory]
    [InlineData("dom/a", GroupStatus.Error, "t2/0")]
    [InlineData("dom/b", GroupStatus.Ok, "t1/1")]
    [InlineData("dom/a", GroupStatus.Skip, "")]
    [InlineData("mochitest", GroupStatus.Error, "t1/0")]
    [InlineData("xpcshell", GroupStatus.Ok, "")]
    [InlineData("t1", GroupStatus.Error, "t1/0")]
    [InlineData("t3", GroupStatus.Ok, "")]
    public void Select_StatusAndSearch_MustHoldForOneResult(string search, GroupStatus status, string expected) =>
        Assert.Equal(expected, Select(new TaskRunFilter([status], search)));

    [Fact]
    public void Select_Pages_FollowEachOther()
    {
        var filter = new TaskRunFilter(Search: "t1");
        var first = TaskRunPage.Select(Snapshot, filter, 1, null);
        var second = TaskRunPage.Select(Snapshot, filter, 1, first.TaskRuns[^1].FirstVersion);
        var third = TaskRunPage.Select(Snapshot, filter, 1, second.TaskRuns[^1].FirstVersion);

        Assert.Equal(("t1/0", true, 2), (Names(first), first.HasNextPage, first.TotalCount));
        Assert.Equal(("t1/1", false, 2), (Names(second), second.HasNextPage, second.TotalCount));
        Assert.Equal(("", false, 2), (Names(third), third.HasNextPage, third.TotalCount));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    public void Select_PageSize_SaysWhetherMoreFollow(int first, bool hasNext)
    {
        var page = TaskRunPage.Select(Snapshot, new TaskRunFilter(), first, null);

        Assert.Equal((Math.Min(first, 5), hasNext, 5), (page.TaskRuns.Count, page.HasNextPage, page.TotalCount));
    }

    private static string Select(TaskRunFilter filter)
    {
        var page = TaskRunPage.Select(Snapshot, filter, TaskRunPage.DefaultPageSize, null);
        Assert.Equal(page.TaskRuns.Count, page.TotalCount);
        Assert.False(page.HasNextPage);
        return Names(page);
    }

    private static string Names(TaskRunPage page) => string.Join(' ', page.TaskRuns.Select(run => $"{run.Key.TaskId}/{run.Key.RunId}"));
}

using CsCheck;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class ReportTests
{
    private static readonly GroupStatus[] ByPrecedence = [GroupStatus.Error, GroupStatus.Ok, GroupStatus.Unsupported, GroupStatus.Skip];

    [Fact]
    public void Create_NoDuplicates_KeepsResultsInOrder()
    {
        GroupResult[] results = [new("b", GroupStatus.Ok, 1), new("a", GroupStatus.Error, 2), new("c", GroupStatus.Skip, 3)];

        Assert.Equal(results, Merge(results));
    }

    [Fact]
    public void Create_NoResults_IsAnEmptyReport() => Assert.Empty(Merge());

    [Fact]
    public void Create_GroupTwice_TakesTheFirstByPrecedenceWithItsDuration()
    {
        foreach (var (first, second) in ByPrecedence.SelectMany(first => ByPrecedence.Select(second => (first, second))))
        {
            var merged = Assert.Single(Merge(new("g", first, 100), new("g", second, 200)));

            var winner = ByPrecedence.First(status => status == first || status == second);
            Assert.Equal(new GroupResult("g", winner, winner == first ? 100 : 200), merged);
        }
    }

    [Fact]
    public void Create_EqualStatuses_TakesTheFirst() =>
        Assert.Equal([new("g", GroupStatus.Ok, 7)], Merge(new("g", GroupStatus.Ok, 7), new("g", GroupStatus.Ok, 9), new("g", GroupStatus.Ok, 8)));

    [Fact]
    public void Create_GroupTwice_KeepsTheFirstPlace() =>
        Assert.Equal(
            [new("a", GroupStatus.Error, 3), new("b", GroupStatus.Ok, 2)],
            Merge(new("a", GroupStatus.Ok, 1), new("b", GroupStatus.Ok, 2), new("a", GroupStatus.Error, 3)));

    [Fact]
    public void Create_NamesThatDifferOnlyInCaseOrForm_AreDifferentGroups() =>
        Assert.Equal(4, Merge(
            new("a/B.toml", GroupStatus.Ok, 1), new("a/b.toml", GroupStatus.Ok, 1),
            new("\u00e9", GroupStatus.Ok, 1), new("e\u0301", GroupStatus.Ok, 1)).Count);

    [Fact]
    public void Create_AnyResults_AgreesWithANaiveMerge()
    {
        var results = Gen.Select(Gen.Char['a', 'e'], Gen.Int[0, 3], Gen.Int[0, 9])
            .Select((group, status, duration) => new GroupResult($"{group}", (GroupStatus)status, duration))
            .Array[0, 30];

        results.Sample(sent =>
        {
            var expected = sent
                .GroupBy(result => result.Group, StringComparer.Ordinal)
                .Select(same => same.MinBy(result => Array.IndexOf(ByPrecedence, result.Status)));
            Assert.Equal(expected, Merge(sent));
        });
    }

    [Fact]
    public void Create_Always_KeepsWhatItIsOf()
    {
        var push = new PushKey("autoland", "abc");
        var taskRun = new TaskRunKey("task", 3);

        var report = Report.Create(push, taskRun, "job", []);

        Assert.Equal((push, taskRun, "job"), (report.Push, report.TaskRun, report.JobName));
        Assert.Null(Report.Create(push, taskRun, null, []).JobName);
    }

    private static IReadOnlyList<GroupResult> Merge(params GroupResult[] results) =>
        Report.Create(new PushKey("autoland", "abc"), new TaskRunKey("task", 0), "job", results).Results;
}

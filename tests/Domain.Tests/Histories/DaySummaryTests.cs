using GroupResults.Domain.Classifications;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Histories;

public sealed class DaySummaryTests
{
    private const string Group = "dom/workers/test/browser.toml";

    [Fact]
    public void Of_NoResults_IsEmpty()
    {
        var summary = DaySummary.Of([]);

        Assert.Empty(summary.JobTypeNames);
        Assert.Empty(summary.Manifests);
    }

    [Fact]
    public void Of_ChunksOfAJob_AreOneType()
    {
        var summary = DaySummary.Of(
        [
            Result("test-linux2404-64/opt-mochitest-plain-1"),
            Result("test-linux2404-64/opt-mochitest-plain-12"),
            Result("test-linux2404-64/opt-mochitest-plain-swr-1"),
            Result("test-linux2404-64/opt-mochitest-plain"),
        ]);

        Assert.Equal(["test-linux2404-64/opt-mochitest-plain", "test-linux2404-64/opt-mochitest-plain-swr"], summary.JobTypeNames);
        Assert.Equal([new DayCount(0, "passed", 1, 3), new DayCount(1, "passed", 1, 1)], Assert.Single(summary.Manifests).Counts);
    }

    [Theory]
    [InlineData("test-linux/opt-xpcshell-1-cf", "test-linux/opt-xpcshell-1-cf")]
    [InlineData("test-linux/opt-xpcshell-1-2", "test-linux/opt-xpcshell-1")]
    [InlineData("test-linux/opt-xpcshell-", "test-linux/opt-xpcshell-")]
    [InlineData("test-linux/opt-xpcshell-1a", "test-linux/opt-xpcshell-1a")]
    [InlineData("test-android-em-7", "test-android-em")]
    public void Of_JobName_LosesOneNumberAtItsEnd(string jobName, string type) =>
        Assert.Equal([type], DaySummary.Of([Result(jobName)]).JobTypeNames);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("test")]
    [InlineData("build-linux64/opt")]
    [InlineData("Test-linux/opt-xpcshell-1")]
    public void Of_NoTestJob_DoesNotCount(string? jobName) => Assert.Empty(DaySummary.Of([Result(jobName)]).JobTypeNames);

    [Theory]
    [InlineData(GroupStatus.Skip)]
    [InlineData(GroupStatus.Unsupported)]
    public void Of_GroupThatDidNotRun_DoesNotCount(GroupStatus status)
    {
        var summary = DaySummary.Of([Result("test-linux/opt-xpcshell-1") with { Status = status }]);

        Assert.Empty(summary.JobTypeNames);
        Assert.Empty(summary.Manifests);
    }

    [Theory]
    [InlineData(ClassificationKind.None, 1)]
    [InlineData(ClassificationKind.FixedBy, 2)]
    [InlineData(ClassificationKind.Expected, 3)]
    [InlineData(ClassificationKind.Intermittent, 4)]
    [InlineData(ClassificationKind.Infra, 5)]
    public void Of_Classification_IsTreeherdersId(ClassificationKind kind, int id)
    {
        var summary = DaySummary.Of([Result("test-linux/opt-xpcshell-1") with { Status = GroupStatus.Error, Classification = kind }]);

        Assert.Equal([new DayCount(0, "testfailed", id, 1)], Assert.Single(summary.Manifests).Counts);
    }

    [Fact]
    public void Of_ResultsInAnyOrder_AreCountedAndOrdered()
    {
        const ClassificationKind Infra = ClassificationKind.Infra;
        const ClassificationKind Intermittent = ClassificationKind.Intermittent;
        DayResult[] results =
        [
            Result("test-windows11-64/opt-xpcshell-2") with { Group = "toolkit/b.toml", Count = 5 },
            Result("test-linux/opt-xpcshell-1") with { Group = "dom/a.toml", Status = GroupStatus.Error, Classification = Intermittent },
            Result("test-linux/opt-xpcshell-1") with { Group = "toolkit/b.toml" },
            Result("test-windows11-64/opt-xpcshell-1") with { Group = "dom/a.toml", Status = GroupStatus.Error },
            Result("test-windows11-64/opt-xpcshell-1") with { Group = "dom/a.toml", Classification = Infra },
            Result("test-linux/opt-xpcshell-3") with { Group = "dom/a.toml", Status = GroupStatus.Error },
            Result("test-linux/opt-xpcshell-2") with { Group = "dom/a.toml", Status = GroupStatus.Error, Count = 2 },
            Result("test-linux/opt-xpcshell-2") with { Group = "dom/a.toml" },
        ];
        DayManifestText[] expected =
        [
            new("dom/a.toml", "0 passed 1 1, 0 testfailed 1 3, 0 testfailed 4 1, 1 passed 5 1, 1 testfailed 1 1"),
            new("toolkit/b.toml", "0 passed 1 1, 1 passed 1 5"),
        ];

        foreach (var order in new[] { results, [.. results.Reverse()] })
        {
            var summary = DaySummary.Of(order);

            Assert.Equal(["test-linux/opt-xpcshell", "test-windows11-64/opt-xpcshell"], summary.JobTypeNames);
            Assert.Equal(expected, summary.Manifests.Select(DayManifestText.Of));
        }
    }

    private static DayResult Result(string? jobName) => new(jobName, Group, GroupStatus.Ok, ClassificationKind.None);

    private sealed record DayManifestText(string Group, string Counts)
    {
        public static DayManifestText Of(DayManifest manifest) => new(
            manifest.Group,
            string.Join(", ", manifest.Counts.Select(count => $"{count.JobType} {count.Result} {count.Classification} {count.Count}")));
    }
}

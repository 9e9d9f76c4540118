using CsCheck;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Tests.Verdicts;

public sealed class GroupVerdictsTests
{
    private static readonly string[] Names = ["x-1", "x-2", "x-1-cf", "y", "y-cf", "(linux/opt)", "()"];
    private static readonly string[] Statuses = ["OK", "ERROR", "SKIP", "UNSUPPORTED"];

    private static readonly Gen<string[]> Results =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Statuses.Length - 1], Gen.Int[0, 9])
            .Select((name, status, duration) => $"{Names[name]}:{Statuses[status]}:{duration}")
            .Array[0, 12];

    [Fact]
    public void Of_AnyOrder_IsTheSame() =>
        Gen.Select(Results, Gen.Int).Sample((results, seed) =>
        {
            var shuffled = results.ToArray();
            new Random(seed).Shuffle(shuffled);

            AssertEqual(Summaries.Of(string.Join(' ', results)), Summaries.Of(string.Join(' ', shuffled)));
        });

    [Fact]
    public void Of_GroupAfterGroup_LeavesNothingBehind() =>
        Results.Array[1, 6].Sample(groups =>
        {
            var labels = new Labels();
            var parsed = groups.Select(results => results.Select(result => Summaries.Parse(result, labels)).ToArray()).ToArray();
            var verdicts = new GroupVerdicts(labels);

            for (var i = 0; i < groups.Length; i++)
                AssertEqual(Summaries.Of(string.Join(' ', groups[i])), verdicts.Of(parsed[i], hasPendingTask: false, isFinal: true));
        });

    [Fact]
    public void Of_AnyResults_CountsEachTaskOnce() =>
        Results.Sample(results =>
        {
            var summary = Summaries.Of(string.Join(' ', results));

            Assert.Equal(results.Length, summary.Ok + summary.Failed + summary.Skipped);
            Assert.Equal(summary.Ok, summary.Configurations.Sum(configuration => configuration.Ok));
            Assert.Equal(summary.Failed, summary.Configurations.Sum(configuration => configuration.Failed));
            Assert.Equal(results.Length > 0, summary.Configurations.Count > 0);
        });

    [Fact]
    public void Labels_OneNameOrConfiguration_IsAddedOnce()
    {
        var labels = new Labels();
        var linux = RunProperties.None with { Platform = "linux", Option = "opt" };

        Assert.Equal([0, 1, 2, 3, 1, 2, 3, 0], new[]
        {
            labels.Add("x-1", null), labels.Add("x-2", null), labels.Add(null, linux), labels.Add(null, null),
            labels.Add("x-2", linux), labels.Add(null, linux with { }), labels.Add(null, RunProperties.None), labels.Add("x-1", linux),
        });
        Assert.Equal(
            [new Label("x-1", "x"), new Label("x-2", "x"), new Label(null, "linux/opt"), new Label(null, null)],
            Enumerable.Range(0, labels.Count).Select(index => labels[index]));
    }

    [Fact]
    public void ResultsByGroup_AnyResults_HasThoseOfEachGroupInOrder() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 9]).Array[0, 40].Sample(pairs =>
        {
            TaskResult[] results = [.. pairs.Select(pair => new TaskResult(pair.Item1 * 1000, pair.Item2, GroupStatus.Ok, 0))];
            var grouped = ResultsByGroup.Of(results);

            Assert.Equal(results.Select(result => result.GroupId).Distinct().Order(), grouped.GroupIds.Order());
            foreach (var groupId in grouped.GroupIds) Assert.Equal(results.Where(result => result.GroupId == groupId), grouped[groupId].ToArray());
            Assert.True(grouped[1].IsEmpty);
        });

    private static void AssertEqual(GroupSummary expected, GroupSummary actual)
    {
        Assert.Equal(expected.Configurations, actual.Configurations);
        Assert.Equal(expected, actual with { Configurations = expected.Configurations });
    }
}

using CsCheck;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class MergedResultsTests
{
    private static readonly Gen<PackedResult[]> Run =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3], Gen.Int[0, 9])
            .Select((id, status, duration) => new PackedResult(id, (GroupStatus)status, duration))
            .Array[0, 8]
            .Select(results => results.DistinctBy(result => result.GroupId).ToArray());

    [Theory]
    [InlineData("a pass after a failure counts", 1, GroupStatus.Error, GroupStatus.Ok)]
    [InlineData("a failure after a pass counts", 1, GroupStatus.Ok, GroupStatus.Error)]
    [InlineData("a later skip hides nothing", 0, GroupStatus.Ok, GroupStatus.Skip)]
    [InlineData("a later unsupported result hides nothing", 0, GroupStatus.Error, GroupStatus.Unsupported, GroupStatus.Skip)]
    [InlineData("a pass after a skip counts", 1, GroupStatus.Skip, GroupStatus.Ok)]
    [InlineData("the last of those that ran it counts", 2, GroupStatus.Ok, GroupStatus.Skip, GroupStatus.Error, GroupStatus.Skip)]
    [InlineData("if none ran it, the last counts", 1, GroupStatus.Skip, GroupStatus.Unsupported)]
    [InlineData("one run counts", 0, GroupStatus.Unsupported)]
    public void Of_RunsOfOneGroup_OneCounts(string rule, int expected, params GroupStatus[] statuses)
    {
        var merged = MergedResults.Of([.. statuses.Select((status, run) => Pack(new PackedResult(5, status, run)))]);

        Assert.True(new MergedResult(expected, new PackedResult(5, statuses[expected], expected)) == Assert.Single(merged), rule);
    }

    [Fact]
    public void Of_AnyRuns_HasOneResultForEachGroupByTheRule() =>
        Run.Array[0, 4].Sample(runs =>
        {
            var said = runs.SelectMany((results, run) => results.Select(result => new MergedResult(run, result)));
            var expected = said
                .GroupBy(merged => merged.Result.GroupId)
                .OrderBy(group => group.Key)
                .Select(group => group.OrderBy(merged => merged.Result.Status.IsInResultMap()).ThenBy(merged => merged.Run).Last());

            Assert.Equal(expected, MergedResults.Of([.. runs.Select(Pack)]));
        });

    private static ReadOnlyMemory<byte> Pack(params PackedResult[] results) => PackedResults.Pack([.. results]);
}

using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Domain.Tests.Verdicts;

public sealed class PackedTaskResultsTests
{
    [Fact]
    public void Read_GivesWhatWasPacked_ByGroupAndLabel()
    {
        TaskResult[] results =
        [
            new(35, 7, GroupStatus.Error, Durations.MaxMs),
            new(32, 0, GroupStatus.Ok, 0),
            new(47, 2_000_000_001, GroupStatus.Skip, 1),
            new(35, 3, GroupStatus.Unsupported, 200),
            new(35, 7, GroupStatus.Ok, 4),
        ];
        var expected = results.OrderBy(result => (result.GroupId, result.Label, result.Status)).ToList();

        var packed = PackedTaskResults.Pack(results);

        Assert.Equal(expected, Read(2, packed));
        Assert.All(results, result => Assert.Equal(2, PackedTaskResults.ChunkOf(result.GroupId)));
    }

    [Fact]
    public void Pack_OfAnyOrder_GivesEqualBytes()
    {
        TaskResult[] results = [.. Enumerable.Range(0, 200).Select(number => new TaskResult(16 + (number % 16), number % 7, (GroupStatus)(number % 4), number % 3))];
        var packed = PackedTaskResults.Pack(results.ToArray());
        var random = new Random(5);
        random.Shuffle(results);

        Assert.Equal(packed, PackedTaskResults.Pack(results));
        Assert.Equal(200, Read(1, packed).Count);
    }

    /// <summary>As in roll-ups of a large push: 8 of its tasks run a group.</summary>
    [Fact]
    public void Pack_OfUsualResults_TakesAtMostFiveBytesEach()
    {
        var random = new Random(3);
        TaskResult[] results = [.. Enumerable.Range(0, 128).Select(number => new TaskResult(number / 8, random.Next(4000), GroupStatus.Ok, random.Next(30_000)))];

        Assert.InRange(PackedTaskResults.Pack(results).Length, 128 * 3, 128 * 5);
    }

    [Fact]
    public void Read_OfWhatIsCutOff_Throws()
    {
        var packed = PackedTaskResults.Pack([new(1, 1, GroupStatus.Ok, 100), new(1, 2, GroupStatus.Ok, 100)]);

        for (var length = 1; length < packed.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Read(0, packed[..length]));
            Assert.Throws<InvalidDataException>(() => Read(0, packed[..length], new HashSet<int>()));
        }
    }

    [Fact]
    public void Read_OfSomeGroups_SkipsTheOthers()
    {
        var random = new Random(7);
        TaskResult[] results = [.. Enumerable.Range(0, 128).Select(number => new TaskResult(number / 8, random.Next(4000), GroupStatus.Ok, random.Next(30_000)))];
        var packed = PackedTaskResults.Pack(results);
        var all = Read(0, packed);

        foreach (var groups in (HashSet<int>[])[[], [0], [15], [3, 4, 9], [16], [.. Enumerable.Range(0, 16)]])
            Assert.Equal(all.Where(result => groups.Contains(result.GroupId)), Read(0, packed, groups));
    }

    private static List<TaskResult> Read(int chunk, byte[] packed, IReadOnlySet<int>? groups = null)
    {
        List<TaskResult> read = [];
        foreach (var result in PackedTaskResults.Read(chunk, packed, groups)) read.Add(result);
        return read;
    }
}

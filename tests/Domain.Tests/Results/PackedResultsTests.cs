using CsCheck;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class PackedResultsTests
{
    /// <summary>Ids from 0 to the largest there is, small steps and large ones; no id twice.</summary>
    private static readonly Gen<PackedResult[]> Results =
        Gen.Select(Gen.OneOf(Gen.Int[0, 300], Gen.Int[0, int.MaxValue]), Gen.Int[0, 3], Gen.Int[0, Durations.MaxMs])
            .Select((id, status, duration) => new PackedResult(id, (GroupStatus)status, duration))
            .Array[0, 60]
            .Select(results => results.DistinctBy(result => result.GroupId).ToArray());

    [Fact]
    public void Pack_AnyResults_AreReadBackInTheOrderOfTheirGroups() =>
        Results.Sample(results =>
        {
            var packed = PackedResults.Pack(results.ToArray());

            Assert.Equal(results.OrderBy(result => result.GroupId), ReadAll(packed));
            Assert.Equal(results.Length, PackedResults.Count(packed));
        });

    [Fact]
    public void Pack_AnyOrder_GivesTheSameBytes() =>
        Gen.Select(Results, Gen.Int).Sample((results, seed) =>
        {
            var shuffled = results.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(PackedResults.Pack(results.ToArray()), PackedResults.Pack(shuffled));
        });

    [Fact]
    public void Pack_DifferentResults_GiveDifferentBytes() =>
        Gen.Select(Results, Results).Sample((left, right) =>
        {
            var equal = left.ToHashSet().SetEquals(right);

            Assert.Equal(equal, PackedResults.Pack(left.ToArray()).AsSpan().SequenceEqual(PackedResults.Pack(right.ToArray())));
        });

    [Fact]
    public void Pack_KnownResults_GivesTheseBytes()
    {
        // The stored format: a change of it must not go unseen.
        PackedResult[] results =
        [
            new(300, GroupStatus.Unsupported, Durations.MaxMs), new(1, GroupStatus.Ok, 0), new(2, GroupStatus.Error, 31), new(130, GroupStatus.Skip, 32),
        ];

        Assert.Equal("0100017D80018201AA0183E8DD0D", Convert.ToHexString(PackedResults.Pack(results)));
    }

    [Fact]
    public void Pack_TypicalResults_TakeAtMostFiveBytesEach()
    {
        var results = Enumerable.Range(0, 1000).Select(i => new PackedResult(i * 6, GroupStatus.Ok, 30_000 + i)).ToArray();

        Assert.InRange(PackedResults.Pack(results).Length, 1, 5000);
    }

    [Fact]
    public void Read_NoBytes_HasNoResults() => Assert.Empty(ReadAll(PackedResults.Pack([])));

    [Fact]
    public void Read_CutWithinAResult_IsInvalidData() =>
        Results.Where(results => results.Length > 0).Sample(results =>
        {
            var packed = PackedResults.Pack(results);
            var lastResult = PackedResults.Pack(results.AsSpan(..^1)).Length;
            for (var length = lastResult + 1; length < packed.Length; length++)
                Assert.Throws<InvalidDataException>(() => ReadAll(packed[..length]));
        });

    [Theory]
    [InlineData("01")]
    [InlineData("80")]
    [InlineData("0180")]
    [InlineData("010001")]
    [InlineData("FFFFFFFFFF")]
    [InlineData("FFFFFFFFFFFF0100")]
    [InlineData("01FFFFFFFFFFFF01")]
    public void Read_BrokenBytes_IsInvalidData(string hex) =>
        Assert.Throws<InvalidDataException>(() => ReadAll(Convert.FromHexString(hex)));

    private static List<PackedResult> ReadAll(byte[] packed)
    {
        var results = new List<PackedResult>();
        foreach (var result in PackedResults.Read(packed)) results.Add(result);
        return results;
    }
}

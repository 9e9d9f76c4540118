using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Results;

public sealed class PackedIdsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 2)]
    [InlineData("1,2,3,4", 2)]
    [InlineData("0,2,4", 6)]
    [InlineData("5,6,2000000000,2147483646", 2 + 6 + 5)]
    public void Read_GivesWhatWasPacked_InFewBytes(string text, int bytes)
    {
        int[] ids = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

        var packed = PackedIds.Pack(ids);

        List<int> read = [];
        foreach (var run in PackedIds.Read(packed)) read.AddRange(Enumerable.Range(run.First, run.Count));
        Assert.Equal(ids, read);
        Assert.Equal(bytes, packed.Length);
    }

    [Fact]
    public void Read_OfWhatIsCutOff_Throws()
    {
        var packed = PackedIds.Pack([300]);

        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var _ in PackedIds.Read(packed.AsSpan(..^1)))
            {
                // To its end.
            }
        });
    }
}

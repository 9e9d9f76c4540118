using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Tests.Pushes;

public sealed class IncarnationTests
{
    [Theory]
    [InlineData(0ul, "0000000000000000")]
    [InlineData(0xABCul, "0000000000000abc")]
    [InlineData(ulong.MaxValue, "ffffffffffffffff")]
    public void ToString_AnyValue_Is16LowerCaseDigits(ulong value, string expected) =>
        Assert.Equal(expected, new Incarnation(value).ToString());

    [Fact]
    public void Draw_ManyTimes_NeverRepeats()
    {
        var drawn = Enumerable.Range(0, 1000).Select(_ => Incarnation.Draw()).ToHashSet();

        Assert.Equal(1000, drawn.Count);
    }

    [Fact]
    public void Draw_ManyTimes_UsesAll64Bits()
    {
        var (ones, zeros) = (0ul, 0ul);
        for (var i = 0; i < 200; i++)
        {
            var value = Incarnation.Draw().Value;
            ones |= value;
            zeros |= ~value;
        }

        Assert.Equal(ulong.MaxValue, ones & zeros);
    }
}

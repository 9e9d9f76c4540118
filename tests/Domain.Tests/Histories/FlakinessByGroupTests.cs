using GroupResults.Domain.Histories;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Tests.Histories;

public sealed class FlakinessByGroupTests
{
    private const int Groups = 30;

    private static readonly DateTimeOffset End = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Enough pushes that some groups have a hundred in the short window and some do not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ToList_IsTheFlakinessOfEachGroup(int seed)
    {
        var random = new Random(seed);
        var all = new FlakinessByGroup(End);
        var samples = Enumerable.Range(0, Groups + 5).Select(_ => new List<FlakinessSample>()).ToArray();
        for (var push = 0; push < 300; push++)
        {
            var at = End - (random.Next(16) * TimeSpan.FromDays(1)) + TimeSpan.FromTicks(random.Next(3) - 1);
            int[] ran = [.. Enumerable.Range(0, Groups).Where(group => random.Next(Groups) >= group)];
            int[] flaky = [.. ran.Where(_ => random.Next(20) == 0)];
            all.Add(at, PackedIds.Pack(ran), PackedIds.Pack(flaky));
            foreach (var group in ran) samples[group].Add(new FlakinessSample(at, true, flaky.Contains(group), false));
        }

        var list = all.ToList();

        Assert.Contains(list, flakiness => flakiness.WindowDays == Flakiness.ShortWindowDays);
        Assert.Contains(list, flakiness => flakiness is { WindowDays: Flakiness.LongWindowDays, N: > 0 });
        for (var group = 0; group < samples.Length; group++)
            Assert.Equal(Flakiness.Of(samples[group], End), group < list.Count ? list[group] : Flakiness.None);
    }
}

using CsCheck;
using GroupResults.Domain.Histories;

namespace GroupResults.Domain.Tests.Histories;

public sealed class GroupSegmentsTests
{
    /// <summary>Stretches of different failure rates, several configurations a push, retries, gaps, runs without a result.</summary>
    private static readonly Gen<GroupRun[]> Histories =
        Gen.Select(Gen.Int, Gen.Double[0, 1].Array[0, 4], Gen.Int[1, 25], Gen.Int[1, 4]).Select((seed, rates, length, configurations) =>
        {
            var random = new Random(seed);
            var runs = new List<GroupRun>();
            var push = 0;
            foreach (var rate in rates)
            {
                var sticky = random.NextDouble();
                for (var i = random.Next(length); i >= 0; i--)
                {
                    push += 1 + random.Next(2);
                    for (var configuration = random.Next(configurations); configuration >= 0; configuration--)
                        runs.Add(RandomRun(random, push, rate, sticky));
                }
            }

            return runs.ToArray();
        });

    [Fact]
    public void Of_AnyHistory_EqualsThePlainEvaluation() =>
        Histories.Sample(
            runs => Assert.Equal(PlainSegments.Of(runs), GroupSegments.Of(runs)),
            iter: 2000,
            print: runs => string.Join(' ', runs));

    [Fact]
    public void Of_NoResults_HasNoSegment()
    {
        Assert.Empty(GroupSegments.Of([]));
        Assert.Empty(GroupSegments.Of([new GroupRun(3, 0, 0)]));
    }

    [Fact]
    public void Of_OneRun_IsOneSegment() =>
        Assert.Equal([new GroupSegment(7, 7, 1, 1, new PushRange(7, 7))], GroupSegments.Of([new GroupRun(7, 0, 1)]));

    [Fact]
    public void Of_RunsOutOfOrder_IsRefused() =>
        Assert.Throws<ArgumentException>(() => GroupSegments.Of([new GroupRun(2, 1, 0), new GroupRun(1, 1, 0)]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(298)]
    [InlineData(299)]
    public void Of_ASingleFailure_IsOneSegment(int at)
    {
        var runs = Enumerable.Range(0, 300).Select(push => push == at ? new GroupRun(push, 0, 1) : new GroupRun(push, 1, 0));

        Assert.Equal([new GroupSegment(0, 299, 1 / 300.0, 300, new PushRange(0, 0))], GroupSegments.Of(runs));
    }

    [Fact]
    public void Of_PassThenFail_ChangesThere()
    {
        var runs = Enumerable.Range(0, 60).Select(push => push < 40 ? new GroupRun(push, 1, 0) : new GroupRun(push, 0, 1));

        Assert.Equal(
            [new GroupSegment(0, 39, 0, 40, new PushRange(0, 0)), new GroupSegment(40, 59, 1, 20, new PushRange(39, 41))],
            GroupSegments.Of(runs));
    }

    [Fact]
    public void Of_FailureThatRetriesNoLongerPass_ChangesThere()
    {
        // Every run has a failure; only what its retry says tells the two stretches apart.
        var runs = Enumerable.Range(0, 60).Select(push => push < 40 ? new GroupRun(push, 1, 1) : new GroupRun(push, 0, 2));

        Assert.Equal([0, 40], GroupSegments.Of(runs).Select(segment => segment.Start));
    }

    [Fact]
    public void Of_SeveralConfigurations_NeverSplitsAPush()
    {
        // Half of a push's runs fail, sorted so that a split inside the push would explain them best.
        var runs = Enumerable.Range(0, 4).SelectMany(push =>
            Enumerable.Range(0, 60).Select(i => i < 30 ? new GroupRun(push, 1, 0) : new GroupRun(push, 0, 1)));

        Assert.Equal([new GroupSegment(0, 3, 0.5, 240, new PushRange(0, 0))], GroupSegments.Of(runs));
    }

    [Fact]
    public void Of_PushesInWhichEveryConfigurationFailed_AreASegmentOfTheirOwn()
    {
        var runs = Enumerable.Range(0, 100).SelectMany(push =>
            Enumerable.Repeat(push == 70 ? new GroupRun(push, 0, 1) : new GroupRun(push, 1, 0), 60));

        Assert.Equal([(0, 69), (70, 70), (71, 99)], GroupSegments.Of(runs).Select(segment => (segment.Start, segment.End)));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Of_ConstantRate_IsOneSegment(double rate)
    {
        var split = Enumerable.Range(1, 100).Count(seed => GroupSegments.Of(Generate(seed, (400, rate))).Count > 1);

        Assert.InRange(split, 0, 1); // Chance alone may show a change once in some hundred histories.
    }

    [Theory]
    [InlineData(0.02, 0.6)]
    [InlineData(0.8, 0.0)]
    [InlineData(0.0, 0.3)]
    public void Of_AClearChange_IsInTheIntervalOfItsStart(double before, double after)
    {
        var seeds = Enumerable.Range(1, 300).ToArray();
        var found = 0;
        var covered = 0;
        foreach (var seed in seeds)
        {
            var change = 60 + new Random(seed).Next(200);
            var segments = GroupSegments.Of(Generate(seed, (change, before), (320 - change, after)));
            if (segments.Count != 2) continue;
            found++;
            if (change >= segments[1].StartRange99.From && change <= segments[1].StartRange99.To) covered++;
        }

        Assert.InRange(found, 0.97 * seeds.Length, seeds.Length);
        Assert.InRange(covered, 0.98 * found, found);
    }

    [Fact]
    public void Of_TwoChanges_AreThreeSegments()
    {
        foreach (var seed in Enumerable.Range(1, 100))
        {
            var segments = GroupSegments.Of(Generate(seed, (200, 0), (60, 0.7), (200, 0)));

            Assert.Equal(3, segments.Count);
            Assert.InRange(200, segments[1].StartRange99.From, segments[1].StartRange99.To);
            Assert.InRange(260, segments[2].StartRange99.From, segments[2].StartRange99.To);
            Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.Equal(pair.First.End + 1, pair.Second.Start));
            Assert.All(segments, segment => Assert.InRange(segment.Start, segment.StartRange99.From, segment.StartRange99.To));
        }
    }

    [Fact]
    public void Of_ARateThatDrifts_HasStartsInTheirIntervals()
    {
        // Later splits shorten the stretch in which a start was chosen. Some starts would then lie beside their interval.
        foreach (var seed in Enumerable.Range(1, 400))
        {
            var random = new Random(seed);
            var rate = random.NextDouble();
            var stretches = Enumerable.Range(0, 6)
                .Select(_ => (400, rate = Math.Clamp(rate + ((random.NextDouble() - 0.5) * 0.4), 0, 1)))
                .ToArray();

            Assert.All(
                GroupSegments.Of(Generate(seed, stretches)),
                segment => Assert.InRange(segment.Start, segment.StartRange99.From, segment.StartRange99.To));
        }
    }

    [Fact]
    public void Of_EquallyGoodPlaces_TakesTheFirst()
    {
        // The push in the middle belongs to either side equally well.
        foreach (var n in Enumerable.Range(20, 100))
        {
            GroupRun[] runs =
            [
                .. Enumerable.Range(0, n).Select(push => new GroupRun(push, 0, 2)),
                new(n, 1, 1), new(n, 0, 2),
                .. Enumerable.Range(n + 1, n).Select(push => new GroupRun(push, 1, 1)),
            ];

            Assert.Equal([0, n], GroupSegments.Of(runs).Select(segment => segment.Start));
        }
    }

    [Fact]
    public void Of_PassesBetweenTwoKindsOfFailure_BelongToTheSecond()
    {
        // They belong to either side equally well. Their sums must be equal to the last digit, or rounding would decide.
        foreach (var n in Enumerable.Range(0, 52).Select(i => 41 + (7 * i)))
        {
            GroupRun[] runs =
            [
                .. Enumerable.Range(0, n).Select(push => push % 7 == 0 ? new GroupRun(push, 0, 2) : new GroupRun(push, 1, 1)),
                new(n, 1, 0),
                .. Enumerable.Range(n + 1, n).Select(push => new GroupRun(push, 0, 2)),
            ];

            Assert.Equal([0, n], GroupSegments.Of(runs).Select(segment => segment.Start));
        }
    }

    [Fact]
    public void Of_ProbabilitiesBelowTheSmallestDouble_HasAnInterval()
    {
        var runs = Enumerable.Range(1, 60).SelectMany(seed => Generate(seed, (100, 0.3), (100, 0.6))).OrderBy(run => run.Push);

        var segments = GroupSegments.Of(runs);

        Assert.Equal([0, 100], segments.Select(segment => segment.Start));
        Assert.InRange(segments[1].StartRange99.From, 99, 100);
        Assert.InRange(segments[1].StartRange99.To, 100, 101);
    }

    [Fact]
    public void Of_AChangeWithEveryPush_EndsWithASegmentForEach()
    {
        var runs = Enumerable.Range(0, 500).SelectMany(push =>
            Enumerable.Repeat(push % 2 == 0 ? new GroupRun(push, 1, 0) : new GroupRun(push, 0, 1), 60));

        Assert.Equal(500, GroupSegments.Of(runs).Count);
    }

    private static IEnumerable<GroupRun> Generate(int seed, params (int Pushes, double Rate)[] stretches)
    {
        var random = new Random(seed);
        return stretches.SelectMany(stretch => Enumerable.Repeat(stretch.Rate, stretch.Pushes))
            .Select((rate, push) => random.NextDouble() < rate ? new GroupRun(push, 0, 1) : new GroupRun(push, 1, 0));
    }

    private static GroupRun RandomRun(Random random, int push, double rate, double sticky)
    {
        if (random.Next(20) == 0) return new GroupRun(push, 0, 0);
        if (random.NextDouble() >= rate) return new GroupRun(push, 1 + random.Next(2), 0);
        return random.Next(2) == 0 ? new GroupRun(push, 0, 1)
            : random.NextDouble() < sticky ? new GroupRun(push, 0, 2 + random.Next(2))
            : new GroupRun(push, 1 + random.Next(2), 1 + random.Next(2));
    }
}

using GroupResults.Domain.Histories;

namespace GroupResults.Domain.Tests.Histories;

public sealed class LikelihoodTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0.5, 0.57236494292470009)] // ln √π
    [InlineData(10, 12.801827480081469)] // ln 9!
    [InlineData(21, 42.335616460753485)] // ln 20!
    public void LogGamma_KnownArguments_AreExact(double x, double expected) => Assert.Equal(expected, LogGamma.Of(x), 1e-13);

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.8)]
    public void LogGamma_StepsOfOne_AddTheLogOfTheArgument(double start)
    {
        var sum = 0.0;
        var correction = 0.0; // Compensated: 60,000 roundings would add up to more than what is tested.
        for (var i = 0; i < 60_000; i++)
        {
            Assert.Equal(sum, LogGamma.Of(start + i) - LogGamma.Of(start), 1e-9);
            var term = Math.Log(start + i) - correction;
            var next = sum + term;
            correction = next - sum - term;
            sum = next;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void LogLikelihood_AnySequence_IsTheProductOfItsPredictions(int seed)
    {
        var random = new Random(seed);
        var prior = new BetaPrior(0.3, 0.5);
        var urn = new Urn(0.3, 0.5);
        for (var i = 0; i < 2000; i++)
        {
            Assert.Equal(urn.LogLikelihood, prior.LogLikelihood(urn.Successes, urn.Trials), 1e-9);
            urn.Draw(random.NextDouble() < 0.1 * seed);
        }
    }

    [Fact]
    public void LogLikelihood_AllSequencesOfALength_AddUpToOne()
    {
        var prior = new BetaPrior(0.5, 0.5);

        var sum = Enumerable.Range(0, 1 << 8).Sum(bits => Math.Exp(prior.LogLikelihood(int.PopCount(bits), 8)));

        Assert.Equal(1, sum, 1e-12);
    }

    [Theory]
    [InlineData(1, 0, 1, 0, 0, 0)] // Passed.
    [InlineData(3, 0, 1, 0, 0, 0)]
    [InlineData(0, 1, 1, 1, 0, 0)] // Failed and was not retried.
    [InlineData(1, 1, 1, 1, 1, 0)] // Failed, then passed; or the other way round.
    [InlineData(2, 3, 1, 1, 1, 0)]
    [InlineData(0, 2, 1, 1, 1, 1)] // Failed again.
    public void RunCounts_Run_SeeFailuresAndRetries(int passed, int failed, int runs, int withFailure, int retried, int throughout) =>
        Assert.Equal(
            new RunCounts(runs, withFailure, retried, throughout, passed + failed, failed),
            RunCounts.Of(new GroupRun(0, passed, failed)));
}

namespace GroupResults.Domain.Histories;

/// <summary>
/// What is known of a rate before anything is observed: a beta distribution. Observations then follow the beta-binomial model, with the
/// unknown rate integrated out.
/// </summary>
internal sealed class BetaPrior(double alpha, double beta)
{
    private readonly double _logBeta = LogBeta(alpha, beta);

    /// <summary>
    /// The log of the probability of one particular sequence of <paramref name="trials"/> with <paramref name="successes"/>, in whatever
    /// order, if its rate is constant. That is B(α + successes, β + trials - successes) / B(α, β).
    /// </summary>
    public double LogLikelihood(int successes, int trials) =>
        trials == 0 ? 0 : LogBeta(alpha + successes, beta + (trials - successes)) - _logBeta;

    private static double LogBeta(double alpha, double beta) => LogGamma.Of(alpha) + LogGamma.Of(beta) - LogGamma.Of(alpha + beta);
}

namespace GroupResults.Domain.Histories;

/// <summary>
/// A group's results in one configuration on one push. The model takes the first as the run and the others as its retries. Their order
/// makes no difference: what counts is whether any failed and, of several, whether all did.
/// </summary>
/// <param name="Push">The push's index in a history, oldest first.</param>
/// <param name="Passed">Results that say OK.</param>
/// <param name="Failed">Results that say ERROR.</param>
public readonly record struct GroupRun(int Push, int Passed, int Failed);

/// <summary>What the model needs to know of a sequence of runs.</summary>
/// <param name="WithFailure">Runs with at least one failed result.</param>
/// <param name="Retried">Runs with a failed result and at least one more result.</param>
/// <param name="FailedThroughout">Retried runs of which every result failed.</param>
internal readonly record struct RunCounts(int Runs, int WithFailure, int Retried, int FailedThroughout, int Results, int FailedResults)
{
    /// <summary>
    /// As in LUCI Analysis: whether a run has a failure, leaning towards groups that always pass; and whether retries of a failure fail
    /// too.
    /// </summary>
    private static readonly BetaPrior WithFailurePrior = new(0.3, 0.5);
    private static readonly BetaPrior FailedThroughoutPrior = new(0.5, 0.5);

    /// <summary>The log of the probability of these runs if their rates are constant.</summary>
    public double LogLikelihood => LogLikelihoodOfFailures + LogLikelihoodOfRetries;

    private double LogLikelihoodOfFailures => WithFailurePrior.LogLikelihood(WithFailure, Runs);

    private double LogLikelihoodOfRetries => FailedThroughoutPrior.LogLikelihood(FailedThroughout, Retried);

    /// <summary>
    /// The log of the probability of two stretches with rates of their own. Failures and retries are added up apart, so that places that
    /// are equally good give equal sums to the last digit.
    /// </summary>
    public static double LogLikelihoodOf(RunCounts left, RunCounts right) =>
        left.LogLikelihoodOfFailures + right.LogLikelihoodOfFailures + (left.LogLikelihoodOfRetries + right.LogLikelihoodOfRetries);

    public static RunCounts Of(GroupRun run)
    {
        var results = run.Passed + run.Failed;
        var failed = run.Failed > 0;
        var retried = failed && results > 1;
        return new RunCounts(1, failed ? 1 : 0, retried ? 1 : 0, retried && run.Passed == 0 ? 1 : 0, results, run.Failed);
    }

    public static RunCounts operator +(RunCounts left, RunCounts right) => new(
        left.Runs + right.Runs, left.WithFailure + right.WithFailure, left.Retried + right.Retried,
        left.FailedThroughout + right.FailedThroughout, left.Results + right.Results, left.FailedResults + right.FailedResults);

    public static RunCounts operator -(RunCounts left, RunCounts right) => new(
        left.Runs - right.Runs, left.WithFailure - right.WithFailure, left.Retried - right.Retried,
        left.FailedThroughout - right.FailedThroughout, left.Results - right.Results, left.FailedResults - right.FailedResults);
}

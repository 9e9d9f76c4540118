namespace GroupResults.Domain.Histories;

/// <summary>A stretch of pushes over which a group fails at a constant rate. Pushes are given as in <see cref="GroupRun.Push"/>.</summary>
/// <param name="Start">The first push with a result.</param>
/// <param name="End">The last push with a result.</param>
/// <param name="FailureRate">The share of results that failed, retries included: 0 to 1.</param>
/// <param name="N">The number of results.</param>
/// <param name="StartRange99">
/// The pushes of which one, with a probability of at least 99 %, is the first to behave so; the start is one of them. The first segment's
/// start is no change, so that its range is the start alone.
/// </param>
public readonly record struct GroupSegment(int Start, int End, double FailureRate, int N, PushRange StartRange99);

/// <summary>Both ends are in the range.</summary>
public readonly record struct PushRange(int From, int To);

/// <summary>
/// Splits a group's history where its failure rate changed, as LUCI Analysis does. The best place for a single change is a changepoint if
/// it makes the runs more than 10,000 times as probable as no change does; both sides are then split in the same way. The work grows with
/// pushes times segments, not with runs.
/// </summary>
public static class GroupSegments
{
    private const double ChangepointLikelihood = 1e-4;

    /// <summary>On each side of a 99 % interval.</summary>
    private const double Tail = 0.005;

    /// <param name="runs">Oldest first, one for each push and configuration. Those without a result do not count.</param>
    /// <returns>Oldest first; none if there is no result.</returns>
    /// <exception cref="ArgumentException">The runs are not in the order of their pushes.</exception>
    public static IReadOnlyList<GroupSegment> Of(IEnumerable<GroupRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var history = new RunHistory(runs);
        if (history.Count == 0) return [];

        var starts = FindStarts(history);
        var segments = new GroupSegment[starts.Count];
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : history.Count;
            var counts = history.Counts(starts[i], end);
            segments[i] = new GroupSegment(
                history.Push(starts[i]),
                history.Push(end - 1),
                (double)counts.FailedResults / counts.Results,
                counts.Results,
                i == 0 ? new PushRange(history.Push(0), history.Push(0)) : FindStartRange(history, starts[i - 1], starts[i], end));
        }

        return segments;
    }

    /// <summary>Uses a stack of its own: a history that changes with every push would recurse as deep as it is long.</summary>
    private static List<int> FindStarts(RunHistory history)
    {
        var starts = new List<int> { 0 };
        var stretches = new Stack<(int From, int To)>();
        stretches.Push((0, history.Count));
        while (stretches.TryPop(out var stretch))
        {
            if (FindChangepoint(history, stretch.From, stretch.To) is not { } changepoint) continue;
            starts.Add(changepoint);
            stretches.Push((stretch.From, changepoint));
            stretches.Push((changepoint, stretch.To));
        }

        starts.Sort();
        return starts;
    }

    private static int? FindChangepoint(RunHistory history, int from, int to)
    {
        var best = double.NegativeInfinity;
        var changepoint = from;
        for (var at = from + 1; at < to; at++)
        {
            var likelihood = history.LogLikelihoodOfChange(from, at, to);
            if (likelihood <= best) continue; // The first of equals.
            best = likelihood;
            changepoint = at;
        }

        return best + Math.Log(ChangepointLikelihood) > history.Counts(from, to).LogLikelihood ? changepoint : null;
    }

    /// <summary>
    /// The interval comes from the segment and the one before it, given that there is exactly one change in them and that it is equally
    /// likely at each push beforehand.
    /// </summary>
    private static PushRange FindStartRange(RunHistory history, int previousStart, int start, int end)
    {
        var likelihoods = new double[end - previousStart - 1];
        for (var i = 0; i < likelihoods.Length; i++)
            likelihoods[i] = history.LogLikelihoodOfChange(previousStart, previousStart + 1 + i, end);

        var peak = likelihoods.Max(); // Probabilities of long histories are too small for a double; those relative to the best are not.
        var upTo = new double[likelihoods.Length];
        var sum = 0.0;
        for (var i = 0; i < upTo.Length; i++) upTo[i] = sum += Math.Exp(likelihoods[i] - peak);

        var from = Array.FindIndex(upTo, weight => weight > Tail * sum);
        var to = Array.FindIndex(upTo, weight => weight >= (1 - Tail) * sum);

        // The start was chosen in a longer stretch, where another place may have been the likeliest.
        var first = previousStart + 1;
        return new PushRange(history.Push(Math.Min(first + from, start)), history.Push(Math.Max(first + to, start)));
    }
}

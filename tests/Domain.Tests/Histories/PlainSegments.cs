using GroupResults.Domain.Histories;

namespace GroupResults.Domain.Tests.Histories;

/// <summary>The changepoint model in its plainest form: every likelihood from scratch, a run at a time, summed without logs.</summary>
internal static class PlainSegments
{
    public static List<GroupSegment> Of(IReadOnlyList<GroupRun> runs)
    {
        var pushes = runs.Where(run => run.Passed + run.Failed > 0).GroupBy(run => run.Push).Select(push => push.ToArray()).ToArray();
        if (pushes.Length == 0) return [];
        int[] starts = [0, .. Changepoints(pushes, 0)];
        return
        [
            .. starts.Select((start, i) =>
            {
                var end = i + 1 < starts.Length ? starts[i + 1] : pushes.Length;
                var results = pushes[start..end].SelectMany(push => push).ToArray();
                var n = results.Sum(run => run.Passed + run.Failed);
                var range = i == 0 ? (From: 0, To: 0) : StartRange(pushes[starts[i - 1]..end]);
                var offset = i == 0 ? 0 : starts[i - 1];
                return new GroupSegment(
                    pushes[start][0].Push,
                    pushes[end - 1][0].Push,
                    results.Sum(run => run.Failed) / (double)n,
                    n,
                    new PushRange(
                        pushes[Math.Min(start, offset + range.From)][0].Push,
                        pushes[Math.Max(start, offset + range.To)][0].Push));
            }),
        ];
    }

    private static IEnumerable<int> Changepoints(GroupRun[][] pushes, int offset)
    {
        if (pushes.Length < 2) return [];
        var likelihoods = Enumerable.Range(1, pushes.Length - 1).Select(at => Changed(pushes, at)).ToList();
        if (likelihoods.Max() - LogLikelihood(pushes) <= Math.Log(10_000)) return [];
        var best = likelihoods.FindIndex(likelihood => likelihood > likelihoods.Max() - 1e-9) + 1; // The first of equals.
        return [.. Changepoints(pushes[..best], offset), offset + best, .. Changepoints(pushes[best..], offset + best)];
    }

    private static (int From, int To) StartRange(GroupRun[][] pushes)
    {
        var weights = Enumerable.Range(1, pushes.Length - 1).Select(at => Math.Exp(Changed(pushes, at))).ToArray();
        var total = weights.Sum();
        var from = Enumerable.Range(1, weights.Length).First(at => weights[..at].Sum() / total > 0.005);
        var to = Enumerable.Range(1, weights.Length).First(at => weights[at..].Sum() / total <= 0.005);
        return (from, to);
    }

    private static double Changed(GroupRun[][] pushes, int at) => LogLikelihood(pushes[..at]) + LogLikelihood(pushes[at..]);

    private static double LogLikelihood(GroupRun[][] pushes)
    {
        var failures = new Urn(0.3, 0.5);
        var retries = new Urn(0.5, 0.5);
        foreach (var run in pushes.SelectMany(push => push))
        {
            failures.Draw(run.Failed > 0);
            if (run.Failed > 0 && run.Passed + run.Failed > 1) retries.Draw(run.Passed == 0);
        }

        return failures.LogLikelihood + retries.LogLikelihood;
    }
}

namespace GroupResults.Domain.Histories;

/// <summary>
/// The runs of a group by push, as prefix sums: the counts of any stretch of pushes are one subtraction away. Only pushes with a result
/// have a place in it.
/// </summary>
internal sealed class RunHistory
{
    private readonly List<int> _pushes = [];
    private readonly List<RunCounts> _before = [];

    /// <exception cref="ArgumentException">The runs are not in the order of their pushes.</exception>
    public RunHistory(IEnumerable<GroupRun> runs)
    {
        var total = default(RunCounts);
        foreach (var run in runs)
        {
            if (run.Passed + run.Failed == 0) continue;
            if (_pushes.Count == 0 || run.Push > _pushes[^1])
            {
                _pushes.Add(run.Push);
                _before.Add(total);
            }
            else if (run.Push < _pushes[^1])
            {
                throw new ArgumentException("The runs are not in the order of their pushes.", nameof(runs));
            }

            total += RunCounts.Of(run);
        }

        _before.Add(total);
    }

    public int Count => _pushes.Count;

    /// <summary>The index, in the whole history, of the push at this place.</summary>
    public int Push(int place) => _pushes[place];

    /// <summary>The counts from one place up to another, which is not included.</summary>
    public RunCounts Counts(int from, int to) => _before[to] - _before[from];

    /// <summary>The log of the probability of the runs between two places if their rates change at <paramref name="at"/> only.</summary>
    public double LogLikelihoodOfChange(int from, int at, int to) => RunCounts.LogLikelihoodOf(Counts(from, at), Counts(at, to));
}

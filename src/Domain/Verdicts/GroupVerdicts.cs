using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Verdicts;

/// <summary>
/// Summarises the results of one group after another, after mozci's <c>GroupSummary</c>. A group's results are sorted by configuration
/// and job name, so one pass in order sees each label, and each configuration, whole. Keeps its buffers between groups, so it serves one
/// thread.
/// </summary>
public sealed class GroupVerdicts
{
    private const int StatusBits = 2;
    private const int StatusMask = (1 << StatusBits) - 1;

    /// <summary>By the rank of a label: sorted by configuration, then by job name.</summary>
    private readonly Label[] _labels;

    /// <summary>By the rank of a label: equal numbers are equal configurations.</summary>
    private readonly int[] _configurations;

    /// <summary>The rank by the index of a label.</summary>
    private readonly int[] _ranks;

    private int[] _keys = [];
    private int[] _durations = [];

    /// <param name="labels">Those of all results. Labels that are added later are not known here.</param>
    public GroupVerdicts(Labels labels)
    {
        var indices = Enumerable.Range(0, labels.Count).ToArray();
        _labels = [.. indices.Select(index => labels[index])];
        Array.Sort(_labels, indices, Comparer<Label>.Create(Compare));
        _ranks = new int[indices.Length];
        _configurations = new int[indices.Length];
        for (var rank = 0; rank < indices.Length; rank++)
        {
            _ranks[indices[rank]] = rank;
            if (rank > 0) _configurations[rank] = _configurations[rank - 1] + (HasConfigurationOfPrevious(rank) ? 0 : 1);
        }
    }

    /// <param name="results">One for each task that names the group.</param>
    /// <param name="hasPendingTask">Whether a task that is expected to run the group has not ended.</param>
    /// <param name="isFinal">Whether what is expected is final. If not, a group without any result is pending.</param>
    public GroupSummary Of(ReadOnlySpan<TaskResult> results, bool hasPendingTask, bool isFinal)
    {
        if (_keys.Length < results.Length)
        {
            _keys = new int[2 * results.Length];
            _durations = new int[_keys.Length];
        }

        var keys = _keys.AsSpan(0, results.Length);
        var ran = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var result = results[i];
            keys[i] = (_ranks[result.Label] << StatusBits) | (int)result.Status;
            if (result.Status.IsInResultMap()) _durations[ran++] = result.DurationMs;
        }

        keys.Sort();
        var group = new Tally();
        var configurations = new ConfigurationSummary[CountConfigurations(keys)];
        var rest = (ReadOnlySpan<int>)keys;
        for (var i = 0; i < configurations.Length; i++) configurations[i] = TakeConfiguration(ref rest, ref group);

        var verdict = group.Verdict ?? (hasPendingTask || !isFinal ? Verdict.Pending : Verdict.NoResult);
        var median = MedianOf(_durations.AsSpan(0, ran));
        return new GroupSummary(
            verdict, group.Confirmed, group.Consistent, group.Ok, group.Failed, group.Skipped, median, configurations);
    }

    private ConfigurationSummary TakeConfiguration(ref ReadOnlySpan<int> keys, ref Tally group)
    {
        var first = keys[0];
        var tally = new Tally();
        while (!keys.IsEmpty && ConfigurationOf(keys[0]) == ConfigurationOf(first)) TakeLabel(ref keys, ref tally);
        group.Add(tally);
        return new ConfigurationSummary(_labels[first >> StatusBits].Configuration, tally.Verdict!.Value, tally.Ok, tally.Failed);
    }

    private void TakeLabel(ref ReadOnlySpan<int> keys, ref Tally tally)
    {
        var rank = keys[0] >> StatusBits;
        int ok = 0, failed = 0, skipped = 0;
        for (; !keys.IsEmpty && keys[0] >> StatusBits == rank; keys = keys[1..])
        {
            switch ((GroupStatus)(keys[0] & StatusMask))
            {
                case GroupStatus.Ok: ok++; break;
                case GroupStatus.Error: failed++; break;
                default: skipped++; break;
            }
        }

        tally.Add(_labels[rank], ok, failed, skipped);
    }

    private int CountConfigurations(ReadOnlySpan<int> keys)
    {
        var count = keys.IsEmpty ? 0 : 1;
        for (var i = 1; i < keys.Length; i++)
        {
            if (ConfigurationOf(keys[i - 1]) != ConfigurationOf(keys[i])) count++;
        }

        return count;
    }

    private int ConfigurationOf(int key) => _configurations[key >> StatusBits];

    private bool HasConfigurationOfPrevious(int rank) =>
        string.Equals(_labels[rank - 1].Configuration, _labels[rank].Configuration, StringComparison.Ordinal);

    private static int Compare(Label left, Label right)
    {
        var order = Configurations.Compare(left.Configuration, right.Configuration);
        return order != 0 ? order : string.CompareOrdinal(left.JobName, right.JobName);
    }

    private static int? MedianOf(Span<int> durations)
    {
        if (durations.IsEmpty) return null;
        durations.Sort();
        return durations[(durations.Length - 1) / 2];
    }
}

using GroupResults.Application.Rollups;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>The results of one group in the longest window that ends at a moment.</summary>
internal sealed class GroupWindow
{
    private readonly DateTimeOffset _end;
    private readonly IReadOnlyList<PushHead> _pushes;
    private readonly bool[] _areInfrastructure;
    private readonly TaskResult[][] _results;
    private readonly Labels _labels;

    private GroupWindow(DateTimeOffset end, IReadOnlyList<PushHead> pushes, bool[] areInfrastructure, TaskResult[][] results, Labels labels)
    {
        _end = end;
        _pushes = pushes;
        _areInfrastructure = areInfrastructure;
        _results = results;
        _labels = labels;
    }

    internal static GroupWindow Read(IStorageSnapshot storage, string repository, DateTimeOffset end, int groupId, SummaryCache cache)
    {
        var (pushes, labels) = (storage.ReadWindow(repository, end), new Labels());
        var results = storage.ReadResults(pushes, new HashSet<int> { groupId }, labels);
        var summaries = storage.ReadSummaries(pushes, withGroups: false, cache);
        return new GroupWindow(
            end,
            pushes,
            [.. summaries.Select(summary => summary.IsInfrastructure)],
            [.. results.Select(ofPush => ofPush[groupId].ToArray())],
            labels);
    }

    internal IReadOnlyList<string> Configurations => [.. _results.SelectMany(ofPush => ofPush)
        .Select(result => result.Label).Distinct()
        .Select(label => _labels[label].Configuration).OfType<string>()
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    internal Flakiness FlakinessIn(string configuration)
    {
        var verdicts = new GroupVerdicts(_labels);
        return Flakiness.Of(Enumerable.Range(0, _pushes.Count).Select(SampleOf), _end);

        FlakinessSample SampleOf(int push)
        {
            var summary = verdicts.Of(_labels.Select(_results[push], configuration), hasPendingTask: false, isFinal: true);
            return new FlakinessSample(_pushes[push].At, summary.Ran, summary.Verdict is Verdict.Intermittent, _areInfrastructure[push]);
        }
    }

    /// <summary>Without infrastructure failures, where what fails at once is not slow.</summary>
    internal DurationQuantiles DurationsIn(string? configuration, int windowDays)
    {
        List<int> durations = [];
        for (var i = 0; i < _pushes.Count; i++)
        {
            if (_areInfrastructure[i] || !Flakiness.IsInWindow(_pushes[i].At, _end, windowDays)) continue;
            foreach (var result in _results[i])
            {
                if (result.Status.IsInResultMap() && (configuration is null || _labels[result.Label].Configuration == configuration))
                    durations.Add(result.DurationMs);
            }
        }

        return DurationQuantiles.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(durations));
    }
}

internal static class ResultsInConfiguration
{
    internal static ReadOnlySpan<TaskResult> Select(this Labels labels, ReadOnlySpan<TaskResult> results, string configuration)
    {
        List<TaskResult> selected = [];
        foreach (var result in results)
        {
            if (labels[result.Label].Configuration == configuration) selected.Add(result);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(selected);
    }
}

using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>What a parent says of some groups.</summary>
internal sealed class ParentResults
{
    private readonly Labels _labels;
    private readonly ResultsByGroup _results;
    private readonly IReadOnlySet<string?> _pending;

    private ParentResults(Labels labels, ResultsByGroup results, IReadOnlySet<string?> pending)
    {
        _labels = labels;
        _results = results;
        _pending = pending;
    }

    /// <param name="parents">Of one repository.</param>
    /// <param name="labels">Those of all results.</param>
    internal static ParentResults[] Read(IStorageSnapshot storage, IReadOnlyList<PushHead> parents, IReadOnlySet<int> groups, Labels labels)
    {
        var results = storage.ReadResults(parents, groups, labels);
        return [.. parents.Select((parent, index) => new ParentResults(labels, results[index], storage.ReadPendingConfigurations(parent)))];
    }

    internal ParentSays Of(int groupId, string? configuration)
    {
        int ok = 0, failed = 0;
        foreach (var result in _results[groupId])
        {
            if (!string.Equals(_labels[result.Label].Configuration, configuration, StringComparison.Ordinal)) continue;
            if (result.Status is GroupStatus.Ok) ok++;
            else if (result.Status is GroupStatus.Error) failed++;
        }

        return OriginRules.SaysOf(ok, failed, _pending.Contains(configuration));
    }
}

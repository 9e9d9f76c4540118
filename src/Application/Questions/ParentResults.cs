using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>What a parent says of some groups.</summary>
internal sealed class ParentResults
{
    private readonly Labels _labels = new();
    private readonly ResultsByGroup _results;
    private readonly IReadOnlySet<string?> _pending;

    internal ParentResults(IStorageSnapshot storage, PushHead parent, IReadOnlySet<int> groups)
    {
        _results = storage.ReadResults([parent], groups, _labels)[0];
        _pending = storage.ReadPendingConfigurations(parent);
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

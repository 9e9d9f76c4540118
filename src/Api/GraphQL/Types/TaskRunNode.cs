using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A task run of the push in <paramref name="snapshot"/>.</summary>
internal sealed class TaskRunNode(TaskRunView run, PushSnapshot snapshot)
{
    private RunProperties? _properties;

    internal TaskRunView Run => run;

    internal PushSnapshot Snapshot => snapshot;

    internal Classification? Classification => snapshot.Facts.Classifications.FirstOrDefault(each => each.TaskId == run.Key.TaskId);

    /// <summary>What was told, and what that lacks as the job name says it.</summary>
    internal RunProperties PropertiesBy(JobNameRules rules) => _properties ??= rules.Complete(run.JobName, run.Properties);

    internal long TotalDurationMs()
    {
        long total = 0;
        foreach (var packed in PackedResults.Read(run.Packed.Span)) total += packed.DurationMs;
        return total;
    }

    /// <summary>The results that match both conditions, in the order of their group names. A null condition matches every result.</summary>
    /// <param name="search">A case-insensitive part of the group.</param>
    internal List<GroupResult> Results(IReadOnlyCollection<GroupStatus>? statuses = null, string? search = null)
    {
        List<GroupResult> results = [];
        foreach (var packed in PackedResults.Read(run.Packed.Span))
        {
            if (statuses?.Contains(packed.Status) is false) continue;
            var group = snapshot.Groups[packed.GroupId].Name;
            if (search is null || group.Contains(search, StringComparison.OrdinalIgnoreCase))
                results.Add(new GroupResult(group, packed.Status, packed.DurationMs));
        }

        results.Sort(static (left, right) => string.CompareOrdinal(left.Group, right.Group));
        return results;
    }
}

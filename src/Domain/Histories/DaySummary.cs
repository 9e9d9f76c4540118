using System.Runtime.InteropServices;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Histories;

/// <summary>What task runs of one day say of a group.</summary>
/// <param name="Classification">That of the task run; <see cref="ClassificationKind.None"/> if it has none.</param>
/// <param name="Count">The number of task runs that say the same.</param>
public readonly record struct DayResult(
    string? JobName, string Group, GroupStatus Status, ClassificationKind Classification, int Count = 1);

/// <summary>How many task runs of a job type said the same of a group.</summary>
/// <param name="JobType">An index into <see cref="DaySummary.JobTypeNames"/>.</param>
/// <param name="Result"><c>passed</c> or <c>testfailed</c>.</param>
/// <param name="Classification">Treeherder's id of the classification.</param>
public readonly record struct DayCount(int JobType, string Result, int Classification, int Count);

public sealed record DayManifest(string Group, IReadOnlyList<DayCount> Counts);

/// <summary>
/// Treeherder's summary of a day: how often each group passed and failed, by job type and classification. Only jobs whose names begin
/// with <c>test-</c> count, and only OK and ERROR. Names and groups are in ordinal order; counts by job type, <c>passed</c> first, then by
/// classification. (Treeherder leaves the order open; clients go by the index.)
/// </summary>
public sealed record DaySummary(IReadOnlyList<string> JobTypeNames, IReadOnlyList<DayManifest> Manifests)
{
    private const string TestPrefix = "test-";

    public static DaySummary Of(IEnumerable<DayResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var groups = new Dictionary<string, Dictionary<Key, int>>(StringComparer.Ordinal);
        var types = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (!result.Status.IsInResultMap() || result.JobName is null) continue;
            ref var type = ref CollectionsMarshal.GetValueRefOrAddDefault(types, result.JobName, out var known);
            if (!known) type = FindJobType(result.JobName);
            if (type is null) continue;
            ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, result.Group, out _);
            var key = new Key(type, result.Status, IdOf(result.Classification));
            CollectionsMarshal.GetValueRefOrAddDefault(counts ??= [], key, out _) += result.Count;
        }

        var names = groups.Values.SelectMany(counts => counts.Keys).Select(key => key.JobType)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var manifests = groups.OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new DayManifest(group.Key, ToCounts(group.Value, names)));
        return new DaySummary(names, [.. manifests]);
    }

    /// <summary>The job name without its chunk number; null if it is no test job's. Unlike a configuration, it keeps <c>-cf</c>.</summary>
    private static string? FindJobType(string jobName)
    {
        if (!jobName.StartsWith(TestPrefix, StringComparison.Ordinal)) return null;
        var dash = jobName.LastIndexOf('-');
        var last = jobName.AsSpan(dash + 1);
        return last.IsEmpty || last.ContainsAnyExceptInRange('0', '9') ? jobName : jobName[..dash];
    }

    private static DayCount[] ToCounts(Dictionary<Key, int> counts, string[] names) =>
    [
        .. counts
            .Select(count => (Type: Array.BinarySearch(names, count.Key.JobType, StringComparer.Ordinal), count.Key, Count: count.Value))
            .OrderBy(count => (count.Type, count.Key.Status, count.Key.Classification))
            .Select(count => new DayCount(
                count.Type, count.Key.Status is GroupStatus.Ok ? "passed" : "testfailed", count.Key.Classification, count.Count)),
    ];

    /// <summary>Treeherder's <c>failure_classification</c> table.</summary>
    private static int IdOf(ClassificationKind kind) => kind switch
    {
        ClassificationKind.FixedBy => 2,
        ClassificationKind.Expected => 3,
        ClassificationKind.Intermittent => 4,
        ClassificationKind.Infra => 5,
        _ => 1,
    };

    private readonly record struct Key(string JobType, GroupStatus Status, int Classification);
}

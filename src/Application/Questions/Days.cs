using System.Runtime.InteropServices;
using GroupResults.Application.Results;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Questions;

/// <summary>
/// Summarises the pushes of a day, in UTC, by <see cref="PushHead.At"/>. Every run of a task counts by itself, which roll-ups do not tell
/// apart, so this reads the task runs.
/// </summary>
internal static class Days
{
    internal static DaySummary Summarize(IStorageSnapshot storage, IEnumerable<string> repositories, DateOnly day, CancellationToken cancellationToken)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var end = new DateTimeOffset(day, TimeOnly.MaxValue, TimeSpan.Zero);
        var before = day == DateOnly.MinValue ? start : start - TimeSpan.FromTicks(1);
        return DaySummary.Of(repositories
            .SelectMany(repository => storage.ReadPushes(repository, before, end))
            .SelectMany(push =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Count(storage.ReadPush(push.Push)!);
            }));
    }

    /// <summary>Equal results of a push are counted by numbers first; texts take longer to compare.</summary>
    private static IEnumerable<DayResult> Count(PushSnapshot push)
    {
        var counts = new Dictionary<Key, int>();
        var jobNames = new Dictionary<string, int>(StringComparer.Ordinal);
        var ofGroups = ByName(push, classification => classification.Group);
        var ofTasks = ByName(push, classification => classification.TaskId);
        foreach (var run in push.TaskRuns)
        {
            if (run.JobName is null) continue;
            if (!jobNames.TryGetValue(run.JobName, out var jobName)) jobNames.Add(run.JobName, jobName = jobNames.Count);
            var hasKind = ofTasks.TryGetValue(run.Key.TaskId, out var ofTask);
            foreach (var result in PackedResults.Read(run.Packed.Span))
            {
                if (!result.Status.IsInResultMap()) continue;
                var kind = ofTask;
                if (!hasKind && result.Status is GroupStatus.Error && ofGroups.Count > 0)
                    kind = ofGroups.GetValueOrDefault(push.Groups[result.GroupId].Name);
                CollectionsMarshal.GetValueRefOrAddDefault(counts, new Key(jobName, result.GroupId, result.Status, kind), out _)++;
            }
        }

        string[] names = [.. jobNames.Keys];
        return counts.Select(each => new DayResult(
            names[each.Key.JobName], push.Groups[each.Key.GroupId].Name, each.Key.Status, each.Key.Kind, each.Value));
    }

    private static Dictionary<string, ClassificationKind> ByName(PushSnapshot push, Func<Classification, string?> nameOf)
    {
        var kinds = new Dictionary<string, ClassificationKind>(StringComparer.Ordinal);
        foreach (var classification in push.Facts.Classifications)
        {
            if (nameOf(classification) is { } name) kinds[name] = classification.Kind;
        }

        return kinds;
    }

    private readonly record struct Key(int JobName, int GroupId, GroupStatus Status, ClassificationKind Kind);
}

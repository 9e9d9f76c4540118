using GroupResults.Application.Rollups;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;

namespace GroupResults.Application.Questions;

/// <summary>Reads the pushes of a repository that lie in the longest window of <see cref="Flakiness"/>.</summary>
internal static class RecentPushes
{
    internal static IReadOnlyList<PushHead> ReadWindow(this IStorageSnapshot storage, string repository, DateTimeOffset end)
    {
        var length = TimeSpan.FromDays(Flakiness.LongWindowDays);
        var start = end - DateTimeOffset.MinValue > length ? end - length : DateTimeOffset.MinValue;
        return storage.ReadPushes(repository, start, end);
    }

    /// <summary>The flakiness of all groups at a moment, by group id.</summary>
    internal static IReadOnlyList<Flakiness> ReadFlakiness(
        this IStorageSnapshot storage, string repository, DateTimeOffset end, SummaryCache cache)
    {
        var pushes = storage.ReadWindow(repository, end);
        var summaries = storage.ReadSummaries(pushes, withGroups: true, cache);
        var flakiness = new FlakinessByGroup(end);
        for (var i = 0; i < pushes.Count; i++)
        {
            if (!summaries[i].IsInfrastructure) flakiness.Add(pushes[i].At, summaries[i].RanGroups.Span, summaries[i].FlakyGroups.Span);
        }

        return flakiness.ToList();
    }
}

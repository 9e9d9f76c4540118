using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>
/// Selects task runs with at least one result that matches both conditions. A null condition matches every run, even one
/// without results; an empty list of statuses matches none.
/// </summary>
/// <param name="Search">A case-insensitive part of the result's group, the job name or the task id.</param>
public sealed record TaskRunFilter(IReadOnlyCollection<GroupStatus>? Statuses = null, string? Search = null);

/// <summary>A page of a push's task runs, in the order of their first report.</summary>
/// <param name="TotalCount">The number of all matching runs, on every page.</param>
public sealed record TaskRunPage(IReadOnlyList<StoredTaskRun> TaskRuns, bool HasNextPage, int TotalCount)
{
    public const int MaxPageSize = 2000;
    public const int DefaultPageSize = 50;

    /// <param name="afterFirstVersion">The page begins after the run with this <see cref="StoredTaskRun.FirstVersion"/>.</param>
    public static TaskRunPage Select(PushSnapshot snapshot, TaskRunFilter filter, int first, long? afterFirstVersion)
    {
        var match = new Match(snapshot.Groups, filter);
        var page = new List<StoredTaskRun>();
        var total = 0;
        var hasNext = false;
        foreach (var run in snapshot.TaskRuns)
        {
            if (!match.Matches(run)) continue;
            total++;
            if (run.FirstVersion <= afterFirstVersion) continue;
            if (page.Count < first) page.Add(run);
            else hasNext = true;
        }

        return new TaskRunPage(page, hasNext, total);
    }

    private sealed class Match(IGroupNames groups, TaskRunFilter filter)
    {
        private readonly string? _search = string.IsNullOrEmpty(filter.Search) ? null : filter.Search;
        private readonly Dictionary<int, bool> _groupMatches = [];

        internal bool Matches(StoredTaskRun run)
        {
            var anyGroup = _search is null || Contains(run.Key.TaskId) || (run.JobName is not null && Contains(run.JobName));
            if (anyGroup && filter.Statuses is null) return _search is null || !run.Packed.IsEmpty;
            foreach (var result in PackedResults.Read(run.Packed.Span))
            {
                if (filter.Statuses is not null && !filter.Statuses.Contains(result.Status)) continue;
                if (anyGroup || GroupMatches(result.GroupId)) return true;
            }

            return false;
        }

        private bool GroupMatches(int groupId)
        {
            if (!_groupMatches.TryGetValue(groupId, out var matches))
                _groupMatches[groupId] = matches = Contains(groups[groupId].Name);
            return matches;
        }

        private bool Contains(string text) => text.Contains(_search!, StringComparison.OrdinalIgnoreCase);
    }
}

using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Application.Results;

/// <summary>
/// Selects task runs by all of its conditions; a null condition matches every run. <paramref name="Statuses"/> and
/// <paramref name="Search"/> must match one result of the run; an empty list of statuses matches none.
/// </summary>
/// <param name="Search">A case-insensitive part of the result's group, the job name or the task id.</param>
/// <param name="States">
/// With it, runs that are known by their state alone are selected, too. They have no results: <paramref name="Search"/> looks in their job
/// name and task id, and <paramref name="Statuses"/> matches none of them.
/// </param>
/// <param name="Configuration">See <see cref="Domain.Runs.Configurations"/>.</param>
public sealed record TaskRunFilter(
    IReadOnlyCollection<GroupStatus>? Statuses = null,
    string? Search = null,
    IReadOnlyCollection<TaskRunState>? States = null,
    string? Configuration = null);

/// <summary>A page of a push's task runs, in the order of <see cref="TaskRunView.FirstVersion"/>.</summary>
/// <param name="TotalCount">The number of all matching runs, on every page. Null if not all were read.</param>
public sealed record TaskRunPage(IReadOnlyList<TaskRunView> TaskRuns, bool HasNextPage, int? TotalCount)
{
    public const int MaxPageSize = 2000;
    public const int DefaultPageSize = 50;

    /// <param name="afterFirstVersion">The page begins after the run with this <see cref="TaskRunView.FirstVersion"/>.</param>
    public static TaskRunPage Select(PushSnapshot snapshot, TaskRunFilter filter, int first, long? afterFirstVersion)
    {
        var match = new Match(snapshot.Groups, filter);
        var page = new List<TaskRunView>();
        var total = 0;
        var hasNext = false;
        foreach (var run in filter.States is null ? TaskRunView.Reported(snapshot) : TaskRunView.All(snapshot))
        {
            if (!match.Matches(run)) continue;
            total++;
            if (run.FirstVersion <= afterFirstVersion) continue;
            if (page.Count < first) page.Add(run);
            else hasNext = true;
        }

        return new TaskRunPage(page, hasNext, snapshot.IsWhole ? total : null);
    }

    private sealed class Match(IGroupNames groups, TaskRunFilter filter)
    {
        private readonly string? _search = string.IsNullOrEmpty(filter.Search) ? null : filter.Search;
        private readonly Dictionary<int, bool> _groupMatches = [];

        internal bool Matches(TaskRunView run)
        {
            if (filter.States?.Contains(run.State) is false) return false;
            if (filter.Configuration is not null && run.Configuration != filter.Configuration) return false;
            var anyGroup = _search is null || Contains(run.Key.TaskId) || (run.JobName is not null && Contains(run.JobName));
            if (anyGroup && filter.Statuses is null) return _search is null || !run.Packed.IsEmpty || run.Report is null;
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

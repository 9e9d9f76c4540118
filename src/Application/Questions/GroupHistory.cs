using GroupResults.Application.Pushes;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>What a push says of a group.</summary>
public sealed record GroupAtPush(PushHead Push, GroupSummary Summary);

public sealed record GroupHistoryPage(IReadOnlyList<GroupAtPush> Pushes, bool HasNextPage);

/// <summary>The pushes with a result of a group, newest first; see <see cref="PushPlace"/>.</summary>
public sealed class GroupHistory
{
    private const int FirstBatch = 100;
    private const int MaxBatch = 1000;

    private readonly QuestionSession _session;
    private readonly string _repository;
    private readonly int _groupId;

    internal GroupHistory(QuestionSession session, string repository, int groupId)
    {
        _session = session;
        _repository = repository;
        _groupId = groupId;
    }

    /// <param name="configuration">Null for all together.</param>
    public GroupHistoryPage Read(string? configuration, int first, PushPlace? after)
    {
        List<GroupAtPush> found = [.. Pushes(configuration, after).Take(first + 1)];
        return new GroupHistoryPage([.. found.Take(first)], found.Count > first);
    }

    /// <summary>Reads the whole history.</summary>
    /// <param name="configuration">Null for all together.</param>
    public int Count(string? configuration) => Pushes(configuration, after: null).Count();

    /// <summary>What each push says of the group; null if it has no result of it.</summary>
    internal IReadOnlyList<GroupSummary?> Summarize(IReadOnlyList<PushHead> pushes, string? configuration)
    {
        var labels = new Labels();
        var results = _session.Ask(storage => storage.ReadResults(pushes, new HashSet<int> { _groupId }, labels));
        var verdicts = new GroupVerdicts(labels);
        return [.. results.Select(ofPush => Of(ofPush[_groupId]))];

        GroupSummary? Of(ReadOnlySpan<TaskResult> all)
        {
            var selected = configuration is null ? all : labels.Select(all, configuration);
            return selected.IsEmpty ? null : verdicts.Of(selected, hasPendingTask: false, isFinal: true);
        }
    }

    /// <summary>Batch by batch, so that a page of a group that runs often reads few pushes.</summary>
    private IEnumerable<GroupAtPush> Pushes(string? configuration, PushPlace? after)
    {
        for (var size = FirstBatch; ; size = Math.Min(2 * size, MaxBatch))
        {
            var pushes = _session.Ask(storage => storage.ReadPushes(_repository, after, size));
            var summaries = Summarize(pushes, configuration);
            for (var i = 0; i < pushes.Count; i++)
            {
                if (summaries[i] is { } summary) yield return new GroupAtPush(pushes[i], summary);
            }

            if (pushes.Count < size) yield break;
            after = PushPlace.Of(pushes[^1]);
        }
    }
}

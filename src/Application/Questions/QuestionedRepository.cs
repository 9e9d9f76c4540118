using System.Runtime.InteropServices;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>A repository and what can be asked of it, all from one snapshot. What is asked for first is worked out then.</summary>
public sealed class QuestionedRepository
{
    /// <summary>So many of the newest pushes say which groups are slow. All their results are read.</summary>
    public const int MaxPushesOfSlowest = 50;

    private const int PushesAtOnce = 10;

    private readonly QuestionSession _session;
    private readonly Lazy<IReadOnlyList<Flakiness>> _flakiness;
    private readonly Lazy<Dictionary<int, int>> _medians;

    internal QuestionedRepository(QuestionSession session, StoredRepository stored)
    {
        _session = session;
        Stored = stored;
        _flakiness = new(() => Newest is { } newest ? session.FlakinessAt(Name, newest.At) : []);
        _medians = new(ReadMedians);
    }

    public string Name => Stored.Name;

    public StoredRepository Stored { get; }

    /// <summary>The first in the order of <see cref="PushPlace"/>. Windows that belong to no push end at it.</summary>
    internal PushHead? Newest => _session.Ask(storage => storage.ReadPushes(Name, after: null, limit: 1)) is [var newest] ? newest : null;

    /// <returns>Null if no push of the repository has a result of it.</returns>
    public QuestionedGroup? FindGroup(string name)
    {
        if (_session.Ask(storage => storage.FindGroup(name)) is not { } id) return null;
        var group = new QuestionedGroup(_session, this, id, name);
        return group.HasRun() ? group : null;
    }

    /// <summary>The groups that are flaky at the newest push: the highest rate first, then the most flaky pushes, then by name.</summary>
    public IReadOnlyList<QuestionedGroup> FindFlakiest(int first)
    {
        var flaky = _flakiness.Value.Select((flakiness, id) => (Id: id, flakiness)).Where(group => group.flakiness.IsFlaky).ToList();
        return [.. NamedOf(flaky.Select(group => group.Id))
            .OrderByDescending(group => FlakinessOf(group.Id).Rate)
            .ThenByDescending(group => FlakinessOf(group.Id).FlakyPushes)
            .ThenBy(group => group.Name, StringComparer.Ordinal)
            .Take(first)];
    }

    /// <summary>
    /// The groups with the highest median duration over all tasks of the newest <see cref="MaxPushesOfSlowest"/> pushes, then by name.
    /// </summary>
    public IReadOnlyList<QuestionedGroup> FindSlowest(int first)
    {
        var medians = _medians.Value;
        if (medians.Count == 0) return [];
        var least = medians.Values.OrderDescending().Take(first).Last(); // Names are read of those only that may be in the answer.
        return [.. NamedOf(medians.Where(group => group.Value >= least).Select(group => group.Key))
            .OrderByDescending(group => medians[group.Id])
            .ThenBy(group => group.Name, StringComparer.Ordinal)
            .Take(first)];
    }

    /// <summary>See <see cref="DaySummary"/>.</summary>
    public DaySummary Summarize(DateOnly day, CancellationToken cancellationToken) => _session.Summarize([Name], day, cancellationToken);

    internal Flakiness FlakinessOf(int groupId) => groupId < _flakiness.Value.Count ? _flakiness.Value[groupId] : Flakiness.None;

    private Dictionary<int, int> ReadMedians() => ReadDurations().ToDictionary(
        group => group.Key, group => DurationQuantiles.Median(CollectionsMarshal.AsSpan(group.Value))!.Value);

    private Dictionary<int, List<int>> ReadDurations()
    {
        var durations = new Dictionary<int, List<int>>();
        foreach (var pushes in _session.Ask(storage => storage.ReadPushes(Name, after: null, MaxPushesOfSlowest)).Chunk(PushesAtOnce))
        {
            foreach (var results in _session.Ask(storage => storage.ReadResults(pushes, groups: null, new Labels())))
            {
                foreach (var id in results.GroupIds) Add(durations, id, results[id]);
            }
        }

        return durations;
    }

    private static void Add(Dictionary<int, List<int>> durations, int groupId, ReadOnlySpan<TaskResult> results)
    {
        foreach (var result in results)
        {
            if (!result.Status.IsInResultMap()) continue;
            ref var ofGroup = ref CollectionsMarshal.GetValueRefOrAddDefault(durations, groupId, out _);
            (ofGroup ??= []).Add(result.DurationMs);
        }
    }

    private List<QuestionedGroup> NamedOf(IEnumerable<int> ids)
    {
        List<int> all = [.. ids];
        var names = _session.Ask(storage => storage.ReadNames(all));
        return [.. all.Select(id => new QuestionedGroup(_session, this, id, names[id].Name))];
    }
}

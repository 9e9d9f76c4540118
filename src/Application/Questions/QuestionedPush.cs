using GroupResults.Application.Results;
using GroupResults.Domain.Comparisons;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Application.Questions;

/// <summary>A push and what can be asked of it, all from one snapshot. What is asked for first is worked out then.</summary>
public sealed class QuestionedPush
{
    private readonly QuestionSession _session;
    private readonly Lazy<PushSnapshot> _snapshot;
    private readonly Lazy<PushResults> _results;
    private readonly Lazy<PushOrigins> _origins;

    internal QuestionedPush(QuestionSession session, PushHead head)
    {
        _session = session;
        Head = head;
        _snapshot = new(() => session.Read(head));
        _results = new(() => new PushResults(_snapshot.Value));
        _origins = new(() => PushOrigins.Find(session, head, _results.Value));
    }

    public PushHead Head { get; }

    /// <summary>The parts of the push that are asked for.</summary>
    public PushView View(PushParts parts) => parts is PushParts.None ? new PushView(Head) : PushView.Of(Snapshot, parts) with { Head = Head };

    public PushSnapshot Snapshot => _snapshot.Value;

    /// <summary>The matching groups: failures first, then by name.</summary>
    public IEnumerable<GroupOfPush> FindGroups(Func<GroupOfPush, bool> matches) => _results.Value.Groups.Values
        .Where(matches)
        .OrderBy(group => !group.IsFailure).ThenBy(group => group.Name, StringComparer.Ordinal);

    public PushOrigins Origins => _origins.Value;

    /// <summary>Null if nothing was expected.</summary>
    public Completion? Completion => _results.Value.Completion;

    /// <summary>Null if it is not known or not stored.</summary>
    public QuestionedPush? Parent => _session.ParentOf(Head).Parent is { } parent ? _session.Of(parent) : null;

    /// <returns>Null if the push is not stored.</returns>
    public QuestionedPush? Find(PushKey push) => _session.Find(push);

    /// <summary>The push itself, from the same snapshot.</summary>
    public QuestionedPush Of(PushHead head) => _session.Of(head);

    /// <summary>The group's flakiness over the window that ends at this push.</summary>
    public Flakiness FlakinessOf(GroupOfPush group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var all = _session.FlakinessAt(Head.Push.Repository, Head.At);
        var id = group.GroupId ?? _session.Ask(storage => storage.FindGroup(group.Name));
        return id < all.Count ? all[id.Value] : Flakiness.None;
    }

    /// <summary>The task runs that name the group, in the order of their first report.</summary>
    public IEnumerable<TaskRunView> RunsOf(GroupOfPush group) => _results.Value.RunsOf(group);

    public PushComparison CompareTo(QuestionedPush @base)
    {
        ArgumentNullException.ThrowIfNull(@base);
        return PushComparison.Of(Summaries(), @base.Summaries());
    }

    /// <summary>Expected groups without a result, by name.</summary>
    public IReadOnlyList<string> NotRunAsExpected() => NotRun.OfExpected(Summaries());

    /// <summary>Groups that ran on the parent and not here, by name; none without a parent.</summary>
    public IReadOnlyList<string> NotRunAsOnParent() =>
        Parent is { } parent ? NotRun.OfParent(Summaries(), parent.Summaries(), _results.Value.PendingConfigurations) : [];

    private Dictionary<string, GroupSummary> Summaries() =>
        _results.Value.Groups.ToDictionary(group => group.Key, group => group.Value.Summary, StringComparer.Ordinal);
}

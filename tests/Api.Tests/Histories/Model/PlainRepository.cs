namespace GroupResults.Api.Tests.Histories.Model;

/// <summary>
/// A repository by the text of the rules alone, in dictionaries and loops. It knows nothing of the product, and nothing in it
/// is kept that could be worked out.
/// </summary>
internal sealed partial class PlainRepository(bool hasParentsByPosition, int maxParents, DateTimeOffset start)
{
    private TimeSpan _passed;

    internal int MaxParents { get; } = maxParents;

    internal Dictionary<string, PlainPush> Pushes { get; } = new(StringComparer.Ordinal);

    /// <returns>Null where the parent is unknown, or not stored.</returns>
    internal PlainPush? ParentOf(PlainPush push)
    {
        if (push.ParentRevision is { } parent) return Pushes.GetValueOrDefault(parent);
        if (!hasParentsByPosition || push.Position is not { } position) return null;
        return Pushes.Values.Where(other => other.Position < position).MaxBy(other => other.Position);
    }

    /// <returns>For each fact whether it changed anything, or that the operation is refused.</returns>
    internal string Apply(Operation operation) => operation switch
    {
        RecordPush record => Apply(record),
        SendReports send => Apply(send),
        SendStates send => string.Join(", ", send.States.Select(state => Change(state.Revision, push => Apply(push, state)))),
        // A task is expected once, by its id or, without one, by its job name.
        Expect expect when expect.Tasks.DistinctBy(task => task.TaskId is null ? (task.JobName, "") : ("", task.TaskId)).Count() < expect.Tasks.Count => Refused,
        Expect expect => Change(expect.Revision, push => (push.Expected, push.IsFinal) = (expect.Tasks, expect.IsFinal)),
        Classify classify => Change(classify.Revision, push => Apply(push, classify)),
        Wait wait => Apply(wait),
        _ => "",
    };

    private const string Refused = "refused";

    private string Apply(Wait wait)
    {
        _passed += TimeSpan.FromMinutes(wait.Minutes);
        return "";
    }

    private string Apply(RecordPush record)
    {
        var isTaken = record.Position is not null
            && Pushes.Values.Any(other => other.Revision != record.Revision && other.Position == record.Position);
        if (isTaken || record.Parent == record.Revision) return Refused;
        return Change(record.Revision, push =>
        {
            push.ParentRevision = record.Parent ?? push.ParentRevision;
            push.Position = record.Position ?? push.Position;
            push.PushedAt = record.DaysAgo is { } days ? start.AddDays(-days) : push.PushedAt;
        });
    }

    private string Apply(SendReports send)
    {
        if (send.Reports.DistinctBy(report => (report.Revision, report.TaskId, report.RunId)).Count() < send.Reports.Count) return Refused;
        if (send.IsLog && send.Reports.Any(WouldEmpty)) return Refused;
        return string.Join(", ", send.Reports.Select(report => Change(report.Revision, push => Apply(push, report))));
    }

    /// <summary>A log without group results never replaces results.</summary>
    private bool WouldEmpty(Report report) =>
        report.Results.Count == 0
        && Pushes.TryGetValue(report.Revision, out var push)
        && push.Runs.TryGetValue((report.TaskId, report.RunId), out var run)
        && run.Groups.Any();

    private string Change(string revision, Action<PlainPush> change)
    {
        var before = Pushes.TryGetValue(revision, out var push) ? push.ToString() : null;
        push ??= Pushes[revision] = new PlainPush(revision, start + _passed);
        change(push);
        return push.ToString() == before ? "unchanged" : "changed";
    }
}

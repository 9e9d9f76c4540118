using System.Collections.Concurrent;
using GroupResults.Application.Changes;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Tests.Fakes;

/// <summary>
/// The storage's ports over dictionaries. Each changed report raises its push's version by 1 and sets its activity.
/// A read throws where its token is cancelled, as the real one does.
/// </summary>
internal sealed class FakeStorage(TimeProvider time, TimeSpan ahead) : IPushHeads, IPushSnapshots, IReportStore, IPushList
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PushKey, PushSnapshot> _pushes = [];
    private readonly GroupDictionary _groups = new();
    private readonly Epoch _epoch = Epoch.Draw();
    private long _changes;
    private int _snapshotReads;

    /// <summary>Every call of the report store, as it came.</summary>
    internal ConcurrentQueue<IReadOnlyList<Report>> Appends { get; } = new();

    public int Waiting => 0;

    internal int SnapshotReads => _snapshotReads;

    /// <summary>Hears of what a call of the report store changed, once for each push.</summary>
    internal Action<PushChange> Committed { get; set; } = static _ => { };

    /// <summary>Awaited before a snapshot is taken; gets the number of this read, from 1.</summary>
    internal Func<int, Task> BeforeSnapshot { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called after a snapshot was taken and before its reader gets it.</summary>
    internal Action<int> AfterSnapshot { get; set; } = static _ => { };

    /// <summary>Called after a head was read and before its reader gets it.</summary>
    internal Action AfterHead { get; set; } = static () => { };

    internal PushHead Report(PushKey push, string taskId, int runId, params GroupResult[] results) =>
        Append(Domain.Results.Report.Create(push, new TaskRunKey(taskId, runId), null, results)).Head;

    internal PushHead Report(PushKey push, string taskId = "task", string group = "group") =>
        Report(push, taskId, 0, new GroupResult(group, GroupStatus.Ok, 1));

    internal void Forget(PushKey push)
    {
        lock (_lock) _pushes.Remove(push);
    }

    public ValueTask<PushHead?> FindAsync(PushKey push, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PushHead? head;
        lock (_lock) head = _pushes.GetValueOrDefault(push)?.Head;
        AfterHead();
        return ValueTask.FromResult(head);
    }

    public ValueTask<PushHead?> FindInRepositoryAsync(PushKey push, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<PushHead>> FindByPrefixAsync(string repository, string prefix, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<PushHead>>(
            [
                .. _pushes.Values.Select(push => push.Head)
                    .Where(head => head.Push.Repository == repository && head.Push.Revision.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(head => head.Push.Revision, StringComparer.Ordinal)
                    .Take(limit),
            ]);
        }
    }

    async Task<PushSnapshot?> IPushSnapshots.ReadAsync(PushKey push, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _snapshotReads);
        await BeforeSnapshot(number);
        cancellationToken.ThrowIfCancellationRequested();
        PushSnapshot? snapshot;
        lock (_lock) snapshot = _pushes.GetValueOrDefault(push);
        AfterSnapshot(number);
        return snapshot;
    }

    public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        Appends.Enqueue(reports);
        Dictionary<PushKey, PushHead?> before = [];
        foreach (var push in reports.Select(report => report.Push).Distinct()) before[push] = HeadOf(push);
        List<AppendedReport> appended = [.. reports.Select(Append)];
        foreach (var last in appended.Where(each => each.Changed).GroupBy(each => each.Head.Push, (_, group) => group.Last().Head))
            Commit(before[last.Push], last);
        return Task.FromResult<IReadOnlyList<AppendedReport>>(appended);
    }

    /// <summary>A fact beside the reports, such as the state of a task run.</summary>
    internal PushHead ChangeFact(PushKey push, Func<PushHead, PushHead>? change = null)
    {
        PushHead before, head;
        lock (_lock)
        {
            var snapshot = _pushes[push];
            before = snapshot.Head;
            head = (change?.Invoke(before) ?? before) with
            {
                Version = before.Version + 1,
                Stamp = new ChangeStamp(_epoch, ++_changes),
                EarlierResults = before.Results,
            };
            _pushes[push] = snapshot with { Head = head, History = new ChangeHistory([head.Stamp]) };
        }

        Commit(before, head);
        return head;
    }

    private void Commit(PushHead? before, PushHead head) => Committed(
        new PushChange(head, before is null ? PushCursor.Start(head.Incarnation) : PushCursor.Of(before)) { ResultsBefore = before?.Results });

    public Task<int> ResetFutureActivitiesAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    Task<PushListPage> IPushList.ReadAsync(ListPushes query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            List<PushHead> pushes = [.. _pushes.Values.Select(push => push.Head).Where(head => head.Push.Repository == query.Repository)];
            return Task.FromResult(new PushListPage([.. pushes.Take(query.First)], pushes.Count > query.First, pushes.Count));
        }
    }

    public Task<PushTotals> CountAsync(DateTimeOffset activeSince, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var active = _pushes.Values.Count(push => push.Head is { IsComplete: false } head && head.LastActivityAt > activeSince);
            return Task.FromResult(new PushTotals(active, _pushes.Count - active));
        }
    }

    private PushHead? HeadOf(PushKey push)
    {
        lock (_lock) return _pushes.GetValueOrDefault(push)?.Head;
    }

    private AppendedReport Append(Report report)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow() + ahead;
            var old = _pushes.GetValueOrDefault(report.Push);
            var oldRun = old?.TaskRuns.FirstOrDefault(run => run.Key == report.TaskRun);
            if (!report.MayClear && report.Results.Count == 0 && oldRun is { Packed.IsEmpty: false })
                return new AppendedReport(old!.Head, Changed: false, Kept: PackedResults.Count(oldRun.Packed.Span));
            var packed = _groups.Pack(report.Results);
            if (old is not null && oldRun?.JobName == report.JobName && oldRun?.Packed.Span.SequenceEqual(packed) == true)
                return new AppendedReport(old.Head, Changed: false);

            var head = old is null
                ? new PushHead(_pushes.Count + 1, report.Push, Incarnation.Draw(), 1, now, now, new ChangeStamp(_epoch, ++_changes))
                : old.Head with { Version = old.Head.Version + 1, LastActivityAt = now, Stamp = new ChangeStamp(_epoch, ++_changes), EarlierResults = null, IsComplete = false };
            var run = new StoredTaskRun(report.TaskRun, report.JobName, oldRun?.FirstVersion ?? head.Version, head.Version, packed);
            List<StoredTaskRun> runs = [.. (old?.TaskRuns ?? []).Where(other => other != oldRun), run];
            _pushes[report.Push] = new PushSnapshot(head, [.. runs.OrderBy(each => each.FirstVersion)], _groups, new ChangeHistory([head.Stamp]));
            return new AppendedReport(head, Changed: true);
        }
    }
}

/// <summary>Group ids in the order in which the names were first seen.</summary>
internal sealed class GroupDictionary : IGroupNames
{
    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, GroupName> _names = new();
    private int _lastId;

    public GroupName this[int groupId] => _names.GetValueOrDefault(groupId) ?? throw new InvalidDataException("No such group.");

    internal byte[] Pack(IReadOnlyCollection<GroupResult> results) =>
        PackedResults.Pack([.. results.Select(result => new PackedResult(IdOf(result.Group), result.Status, result.DurationMs))]);

    private int IdOf(string name)
    {
        var id = _ids.GetOrAdd(name, _ => Interlocked.Increment(ref _lastId));
        _names.TryAdd(id, new GroupName(name));
        return id;
    }
}

using GroupResults.Application.Changes;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>
/// The state that the reports of one transaction share: new names and changed pushes. Each report raises its push's version
/// and sees the reports before it. Pushes and warm-ups are written once, at the end.
/// </summary>
internal sealed class ReportTransaction(SqliteWriterSession session, StabilityPolicy policy, ChangePublisher changes)
{
    private const string InsertPush =
        """
        INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt, Epoch, Counter)
        VALUES ($1, $2, $3, 0, $4, $4, 0, 0) RETURNING Id
        """;

    private const string UpdatePush = "UPDATE Pushes SET Version = $2, LastActivityAt = $3, Epoch = $4, Counter = $5 WHERE Id = $1";

    private const string InsertTaskRun =
        """
        INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, JobNameId, Version, Results) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (PushId, TaskId, RunId) DO NOTHING
        """;

    private const string FindTaskRun = "SELECT Id, JobNameId, Results FROM TaskRuns WHERE PushId = $1 AND TaskId = $2 AND RunId = $3";

    private const string UpdateTaskRun = "UPDATE TaskRuns SET JobNameId = $2, Version = $3, Results = $4 WHERE Id = $1";

    private const string MoveWarmUp =
        """
        INSERT INTO WarmUps (PushId, DueAt, Attempts) VALUES ($1, $2, 0)
        ON CONFLICT (PushId) DO UPDATE SET DueAt = excluded.DueAt, Attempts = 0, LeaseUntil = NULL, Token = NULL
        """;

    private readonly TransactionNames _groups = new(session, session.Groups);
    private readonly TransactionNames _jobNames = new(session, session.JobNames);
    private readonly Dictionary<PushKey, (PushHead Head, PushCursor Before)> _pushes = [];

    internal AppendedReport Append(Report report, DateTimeOffset now)
    {
        var push = Find(report.Push, now);

        // Checked before any write, because the other reports of the transaction continue without this one.
        if (WouldClear(push.Head, report) is > 0 and var kept) return new AppendedReport(push.Head, Changed: false, Kept: kept);
        var changed = StoreTaskRun(push.Head, report);
        if (changed) push.Head = Changed(push.Head, now);
        _pushes[report.Push] = push;
        return new AppendedReport(push.Head, changed);
    }

    /// <summary>Resets the push's activity and nothing else. Returns false if a report of this transaction has already done so.</summary>
    internal bool ResetFutureActivity(PushKey key, DateTimeOffset now)
    {
        var push = Find(key, now);
        if (push.Head.LastActivityAt <= now) return false;
        push.Head = Changed(push.Head, now);
        _pushes[key] = push;
        return true;
    }

    /// <summary>Call before the commit.</summary>
    internal void WritePushes()
    {
        foreach (var (head, before) in _pushes.Values)
        {
            if (head.Version == before.Version) continue;
            var (epoch, counter) = head.Stamp;
            session.Execute(UpdatePush, head.Id, head.Version, head.LastActivityAt.UtcTicks, unchecked((long)epoch.Value), counter);
            session.Execute(MoveWarmUp, head.Id, policy.WarmUpDueAt(head.LastActivityAt).UtcTicks);
        }
    }

    /// <summary>Call after the commit.</summary>
    internal void PublishNames()
    {
        _groups.Publish();
        _jobNames.Publish();
    }

    /// <summary>Call after the commit.</summary>
    internal void PublishChanges()
    {
        foreach (var (head, before) in _pushes.Values)
        {
            if (head.Version > before.Version) changes.Publish(new PushChange(head, before));
        }
    }

    private (PushHead Head, PushCursor Before) Find(PushKey key, DateTimeOffset now)
    {
        if (_pushes.TryGetValue(key, out var push)) return push;
        var head = FindOrCreatePush(key, now);
        return (head, PushCursor.Of(head));
    }

    private PushHead Changed(PushHead head, DateTimeOffset now) =>
        head with { Version = head.Version + 1, LastActivityAt = now, Stamp = session.Stamp };

    private PushHead FindOrCreatePush(PushKey push, DateTimeOffset now)
    {
        using (var reader = session.Command(SqliteCommands.SelectHead, push.Repository, push.Revision).ExecuteReader())
        {
            if (reader.Read()) return reader.GetHead(push);
        }

        var incarnation = Incarnation.Draw();
        var id = (long)session.Command(
            InsertPush, push.Repository, push.Revision, unchecked((long)incarnation.Value), now.UtcTicks).ExecuteScalar()!;
        return new PushHead(id, push, incarnation, 0, now, now, default);
    }

    /// <summary>The number of existing results that the report would clear but may not.</summary>
    private int WouldClear(PushHead head, Report report)
    {
        if (report.MayClear || report.Results.Count > 0) return 0;
        using var reader = session.Command(FindTaskRun, head.Id, report.TaskRun.TaskId, report.TaskRun.RunId).ExecuteReader();
        return reader.Read() ? PackedResults.Count(reader.GetFieldValue<byte[]>(2)) : 0;
    }

    /// <summary>Returns false if the report equals the stored one: equal results pack to equal bytes.</summary>
    private bool StoreTaskRun(PushHead head, Report report)
    {
        var packed = PackedResults.Pack(Resolve(report.Results));
        int? jobNameId = report.JobName is { } jobName ? _jobNames.IdOf(jobName) : null;
        var (taskId, runId) = report.TaskRun;
        var version = head.Version + 1;

        // Most reports are the first of their task run, so insert without a look-up.
        var stored = session.Execute(InsertTaskRun, TaskRunId.For(head.Id, version), head.Id, taskId, runId, jobNameId, version, packed);
        if (stored > 0) return true;
        if (FindOther(head, report.TaskRun, jobNameId, packed) is not { } id) return false;
        session.Execute(UpdateTaskRun, id, jobNameId, version, packed);
        return true;
    }

    /// <summary>The id of the task run's row, or null if it equals the report.</summary>
    private long? FindOther(PushHead head, TaskRunKey taskRun, int? jobNameId, byte[] packed)
    {
        using var reader = session.Command(FindTaskRun, head.Id, taskRun.TaskId, taskRun.RunId).ExecuteReader();
        reader.Read();
        var same = (reader.IsDBNull(1) ? null : reader.GetInt32(1)) == jobNameId
            && reader.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(packed);
        return same ? null : reader.GetInt64(0);
    }

    private PackedResult[] Resolve(IReadOnlyList<GroupResult> results)
    {
        var resolved = new PackedResult[results.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            var (group, status, durationMs) = results[i];
            resolved[i] = new PackedResult(_groups.IdOf(group), status, durationMs);
        }

        return resolved;
    }
}

using GroupResults.Application.Ingestion;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Appends reports; see <see cref="IReportStore"/> for what one transaction does.</summary>
internal sealed class SqliteReportStore(
    SqliteWriter writer, GroupIds groups, JobNameIds jobNames, StabilityPolicy policy, TimeProvider time) : IReportStore
{
    private const string InsertPush =
        "INSERT INTO Pushes (Repository, Revision, Incarnation, Version, FirstSeenAt, LastActivityAt) VALUES ($1, $2, $3, 0, $4, $4) RETURNING Id";

    private const string UpdatePush = "UPDATE Pushes SET Version = $2, LastActivityAt = $3 WHERE Id = $1";

    private const string FindTaskRun =
        "SELECT Id, JobNameId, Results FROM TaskRuns WHERE PushId = $1 AND TaskId = $2 AND RunId = $3";

    private const string InsertTaskRun =
        "INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, JobNameId, Version, Results) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private const string UpdateTaskRun = "UPDATE TaskRuns SET JobNameId = $2, Version = $3, Results = $4 WHERE Id = $1";

    private const string MoveWarmUp =
        """
        INSERT INTO WarmUps (PushId, DueAt, Attempts) VALUES ($1, $2, 0)
        ON CONFLICT (PushId) DO UPDATE SET DueAt = excluded.DueAt, Attempts = 0, LeaseUntil = NULL, Token = NULL
        """;

    public Task<IReadOnlyList<AppendedReport>> AppendAsync(IReadOnlyList<Report> reports, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Append(session, reports), cancellationToken, committed: _ => Publish());

    private void Publish()
    {
        groups.Publish();
        jobNames.Publish();
    }

    private IReadOnlyList<AppendedReport> Append(SqliteWriterSession session, IReadOnlyList<Report> reports)
    {
        groups.ForgetUnpublished();
        jobNames.ForgetUnpublished();
        var now = time.GetUtcNow();
        var heads = new Dictionary<PushKey, PushHead>();
        var changedPushes = new HashSet<PushKey>();
        var appended = new AppendedReport[reports.Count];
        for (var i = 0; i < appended.Length; i++)
        {
            var report = reports[i];
            if (!heads.TryGetValue(report.Push, out var head)) head = FindOrCreatePush(session, report.Push, now);
            var changed = StoreTaskRun(session, head, report);
            if (changed)
            {
                head = head with { Version = head.Version + 1, LastActivityAt = now };
                changedPushes.Add(report.Push);
            }

            heads[report.Push] = head;
            appended[i] = new AppendedReport(head, changed);
        }

        foreach (var push in changedPushes)
        {
            var head = heads[push];
            session.Execute(UpdatePush, head.Id, head.Version, now.Ticks);
            session.Execute(MoveWarmUp, head.Id, policy.WarmUpDueAt(now).Ticks);
        }

        return appended;
    }

    private static PushHead FindOrCreatePush(SqliteWriterSession session, PushKey push, DateTimeOffset now)
    {
        using (var reader = session.Command(SqliteCommands.SelectHead, push.Repository, push.Revision).ExecuteReader())
        {
            if (reader.Read()) return reader.GetHead(push);
        }

        var incarnation = Incarnation.Draw();
        var id = (long)session.Command(
            InsertPush, push.Repository, push.Revision, unchecked((long)incarnation.Value), now.Ticks).ExecuteScalar()!;
        return new PushHead(id, push, incarnation, 0, now, now);
    }

    /// <summary>False where the task run's report is exactly this one: equal results pack to equal bytes.</summary>
    private bool StoreTaskRun(SqliteWriterSession session, PushHead head, Report report)
    {
        var packed = PackedResults.Pack(groups.Resolve(session, report.Results));
        int? jobNameId = report.JobName is { } jobName ? jobNames.IdOf(session, jobName) : null;
        var (taskId, runId) = report.TaskRun;
        var version = head.Version + 1;
        long? known = null;
        using (var reader = session.Command(FindTaskRun, head.Id, taskId, runId).ExecuteReader())
        {
            if (reader.Read())
            {
                known = reader.GetInt64(0);
                var same = (reader.IsDBNull(1) ? null : reader.GetInt32(1)) == jobNameId
                    && reader.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(packed);
                if (same) return false;
            }
        }

        if (known is { } id) session.Execute(UpdateTaskRun, id, jobNameId, version, packed);
        else session.Execute(InsertTaskRun, TaskRunId.For(head.Id, version), head.Id, taskId, runId, jobNameId, version, packed);
        return true;
    }
}

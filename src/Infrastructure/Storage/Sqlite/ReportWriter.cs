using GroupResults.Domain.Results;

namespace GroupResults.Infrastructure.Storage.Sqlite;

/// <summary>Appends reports to the pushes of a transaction.</summary>
internal sealed class ReportWriter(PushTransaction pushes)
{
    private const string InsertTaskRun =
        """
        INSERT INTO TaskRuns (Id, PushId, TaskId, RunId, JobNameId, Version, Results, PropertiesId, FirstReportedAt)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (PushId, TaskId, RunId) DO NOTHING
        """;

    private const string FindTaskRun = "SELECT Id, JobNameId, Results, PropertiesId FROM TaskRuns WHERE PushId = $1 AND TaskId = $2 AND RunId = $3";

    private const string UpdateTaskRun = "UPDATE TaskRuns SET JobNameId = $2, Version = $3, Results = $4, PropertiesId = $5 WHERE Id = $1";

    private readonly SqliteWriterSession _session = pushes.Session;

    /// <returns>The number of existing results that the report would clear but may not; then it is not stored.</returns>
    internal (PushOutcome Outcome, int Kept) Append(Report report, DateTimeOffset now)
    {
        var push = pushes.Open(report.Push, now);

        // Checked before any write, because the other reports of the transaction continue without this one.
        if (WouldClear(push.Head.Id, report) is > 0 and var kept) return (new PushOutcome(push, push.Head, Changed: false), kept);
        var isChanged = StoreTaskRun(push, report, now);
        if (isChanged) push.ChangeResults(_session.Stamp, now);
        return (new PushOutcome(push, push.Head, isChanged), 0);
    }

    private int WouldClear(long pushId, Report report)
    {
        if (report.MayClear || report.Results.Count > 0) return 0;
        using var reader = _session.Command(FindTaskRun, pushId, report.TaskRun.TaskId, report.TaskRun.RunId).ExecuteReader();
        return reader.Read() ? PackedResults.Count(reader.GetFieldValue<byte[]>(2)) : 0;
    }

    /// <summary>Returns false if the report equals the stored one: equal results pack to equal bytes.</summary>
    private bool StoreTaskRun(OpenPush push, Report report, DateTimeOffset now)
    {
        var packed = PackedResults.Pack(Resolve(report.Results));
        int? jobNameId = report.JobName is { } jobName ? pushes.JobNames.IdOf(jobName) : null;
        var propertiesId = pushes.PropertiesIdOf(report.Properties);
        var (taskId, runId) = report.TaskRun;
        var (pushId, version) = (push.Head.Id, push.NextVersion);

        // Most reports are the first of their task run, so insert without a look-up.
        var stored = _session.Execute(
            InsertTaskRun, TaskRunId.For(pushId, version), pushId, taskId, runId, jobNameId, version, packed, propertiesId, now.UtcTicks);
        var hasFailures = PackedResults.HasFailures(packed);
        if (stored > 0)
        {
            push.MoreFailedRuns += hasFailures ? 1 : 0;
            return true;
        }

        var (id, known) = FindStored(pushId, report.TaskRun);
        propertiesId = pushes.PropertiesIdOf(report.Properties, known.PropertiesId);
        if (known.JobNameId == jobNameId && known.PropertiesId == propertiesId && known.Packed.AsSpan().SequenceEqual(packed)) return false;
        _session.Execute(UpdateTaskRun, id, jobNameId, version, packed, propertiesId);
        push.MoreFailedRuns += (hasFailures ? 1 : 0) - (PackedResults.HasFailures(known.Packed) ? 1 : 0);
        return true;
    }

    private (long Id, (int? JobNameId, int? PropertiesId, byte[] Packed) Known) FindStored(long pushId, TaskRunKey taskRun)
    {
        using var reader = _session.Command(FindTaskRun, pushId, taskRun.TaskId, taskRun.RunId).ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), (reader.GetInt32OrNull(1), reader.GetInt32OrNull(3), reader.GetFieldValue<byte[]>(2)));
    }

    private PackedResult[] Resolve(IReadOnlyList<GroupResult> results)
    {
        var resolved = new PackedResult[results.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            var (group, status, durationMs) = results[i];
            resolved[i] = new PackedResult(pushes.Groups.IdOf(group), status, durationMs);
        }

        return resolved;
    }
}

using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>
/// Decides at the end of a transaction whether its changes have completed a push. Reading all task runs with each report
/// would cost more than the report, so the push keeps how many changes it takes at least, and is looked at after as many.
/// </summary>
internal sealed class CompletionCheck(SqliteWriterSession session)
{
    private const string FindJobNames = "SELECT Id, Name FROM JobNames WHERE Id IN (SELECT value FROM json_each($1))";

    /// <summary>The last column stands for the number of results, which matters only in that there is a report.</summary>
    private const string FindRuns =
        """
        SELECT run.TaskId, run.RunId, coalesce(run.JobNameId, state.JobNameId), state.State, 0 FROM TaskRuns run
        LEFT JOIN TaskStates state ON state.PushId = run.PushId AND state.TaskId = run.TaskId AND state.RunId = run.RunId
        WHERE run.Id BETWEEN $2 AND $3
        UNION ALL
        SELECT state.TaskId, state.RunId, state.JobNameId, state.State, NULL FROM TaskStates state
        WHERE state.PushId = $1
            AND NOT EXISTS (SELECT 1 FROM TaskRuns run WHERE run.PushId = $1 AND run.TaskId = state.TaskId AND run.RunId = state.RunId)
        """;

    /// <summary>Call before the push is written. A push that was complete before these changes is not completed again.</summary>
    internal void Settle(OpenPush push)
    {
        if (!NeedsLook(push)) return;
        var wasComplete = push.ChangesUntilComplete == 0;
        push.ChangesUntilComplete = CountChanges(push.Head.Id);
        if (push.ChangesUntilComplete == 0 && !wasComplete) push.Complete();
    }

    private static bool NeedsLook(OpenPush push)
    {
        if (push.IsExpectedAnew) return true;
        if (push.ChangesUntilComplete is not { } left) return false;
        if (left == 0) return push.IsActive; // A retry, or a report with another job name, may have taken the completion back.
        if (push.Endings >= left) return true;
        push.ChangesUntilComplete = left - push.Endings;
        return false;
    }

    /// <summary>
    /// The least number of changes of task runs until all that is expected has ended. A change ends at most one task that is
    /// known by its id, and two that are known by their job names: those that the run had before and has now.
    /// </summary>
    /// <returns>Null where nothing is expected or more may come.</returns>
    private int? CountChanges(long pushId)
    {
        if (ReadExpected(pushId) is not { IsFinal: true, Tasks.Count: > 0 } expected) return null;
        var statuses = Completion.Of(expected, ReadRuns(pushId)).Tasks;
        var pending = expected.Tasks.Where((_, index) => !statuses[index].HasEnded()).ToList();
        var byId = pending.Where(task => task.TaskId is not null).Select(task => task.TaskId).Distinct(StringComparer.Ordinal).Count();
        var byName = pending.Where(task => task.TaskId is null).Select(task => task.JobName).Distinct(StringComparer.Ordinal).Count();
        return Math.Max(byId, (byName + 1) / 2);
    }

    private ExpectedTasks? ReadExpected(long pushId)
    {
        bool isFinal;
        List<PackedTask> tasks;
        using (var reader = session.Command(ExpectedTasksWriter.Find, pushId).ExecuteReader())
        {
            if (!reader.Read()) return null;
            (isFinal, tasks) = (reader.GetBoolean(0), PackedTasks.Read(reader.GetFieldValue<byte[]>(1)));
        }

        var names = ReadJobNames(tasks.Select(task => task.JobNameId));
        return new ExpectedTasks([.. tasks.Select(task => new ExpectedTask(names[task.JobNameId], task.TaskId, null))], isFinal);
    }

    private List<KnownRun> ReadRuns(long pushId)
    {
        List<(KnownRun Run, int? JobNameId)> rows = [];
        var (from, to) = TaskRunId.Range(pushId);
        using (var reader = session.Command(FindRuns, pushId, from, to).ExecuteReader())
        {
            while (reader.Read())
            {
                var run = new KnownRun(reader.GetString(0), reader.GetInt32(1), null, (TaskRunState?)reader.GetInt32OrNull(3), reader.GetInt32OrNull(4));
                rows.Add((run, reader.GetInt32OrNull(2)));
            }
        }

        var names = ReadJobNames(rows.Where(row => row.JobNameId is not null).Select(row => row.JobNameId!.Value));
        return [.. rows.Select(row => row.JobNameId is { } id ? row.Run with { JobName = names[id] } : row.Run)];
    }

    private Dictionary<int, string> ReadJobNames(IEnumerable<int> ids)
    {
        Dictionary<int, string> names = [];
        using var reader = session.Command(FindJobNames, $"[{string.Join(',', ids.Distinct())}]").ExecuteReader();
        while (reader.Read()) names.Add(reader.GetInt32(0), reader.GetString(1));
        return names;
    }
}

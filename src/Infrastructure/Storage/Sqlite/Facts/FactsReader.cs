using Microsoft.Data.Sqlite;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Reads the facts of a push with compiled statements. Not thread-safe.</summary>
internal sealed class FactsReader(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _states = connection.Prepare(
        "SELECT TaskId, RunId, State, JobNameId, PropertiesId, FirstVersion, Version FROM TaskStates WHERE PushId = $1", "$1");

    private readonly SqliteCommand _expected = connection.Prepare(ExpectedTasksWriter.Find, "$1");

    private readonly SqliteCommand _classifications = connection.Prepare(
        "SELECT Id, GroupId, TaskId, Kind, FixedBy, Bug, Note, At, By, Version FROM Classifications WHERE PushId = $1 ORDER BY Id", "$1");

    private readonly SqliteCommand _pending = connection.Prepare(
        """
        SELECT JobNameId, PropertiesId FROM TaskStates AS state
        WHERE PushId = $1 AND State < 3
            AND NOT EXISTS (SELECT 1 FROM TaskRuns AS run WHERE run.PushId = $1 AND run.TaskId = state.TaskId AND run.RunId >= state.RunId)
            AND NOT EXISTS (SELECT 1 FROM TaskStates AS next WHERE next.PushId = $1 AND next.TaskId = state.TaskId AND next.RunId > state.RunId)
        """,
        "$1");

    /// <summary>The highest runs of tasks that have not ended: a report would have completed them.</summary>
    internal List<(int? JobNameId, int? PropertiesId)> ReadPending(long pushId, SqliteTransaction transaction)
    {
        List<(int?, int?)> runs = [];
        using var reader = _pending.With(transaction, pushId).ExecuteReader();
        while (reader.Read()) runs.Add((reader.GetInt32OrNull(0), reader.GetInt32OrNull(1)));
        return runs;
    }

    internal FactRows Read(long pushId, SqliteTransaction transaction)
    {
        var (tasks, isFinal) = ReadExpected(pushId, transaction);
        return new FactRows(ReadStates(pushId, transaction), tasks, isFinal, ReadClassifications(pushId, transaction));
    }

    public void Dispose()
    {
        _states.Dispose();
        _expected.Dispose();
        _classifications.Dispose();
        _pending.Dispose();
    }

    private List<TaskStateRow> ReadStates(long pushId, SqliteTransaction transaction)
    {
        List<TaskStateRow> rows = [];
        using var reader = _states.With(transaction, pushId).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new TaskStateRow
            {
                PushId = pushId,
                TaskId = reader.GetString(0),
                RunId = reader.GetInt32(1),
                State = reader.GetInt32(2),
                JobNameId = reader.GetInt32OrNull(3),
                PropertiesId = reader.GetInt32OrNull(4),
                FirstVersion = reader.GetInt64(5),
                Version = reader.GetInt64(6),
            });
        }

        rows.Sort(static (left, right) => left.FirstVersion.CompareTo(right.FirstVersion));
        return rows;
    }

    private (List<PackedTask>? Tasks, bool IsFinal) ReadExpected(long pushId, SqliteTransaction transaction)
    {
        using var reader = _expected.With(transaction, pushId).ExecuteReader();
        return reader.Read() ? (PackedTasks.Read(reader.GetFieldValue<byte[]>(1)), reader.GetBoolean(0)) : (null, false);
    }

    private List<ClassificationRow> ReadClassifications(long pushId, SqliteTransaction transaction)
    {
        List<ClassificationRow> rows = [];
        using var reader = _classifications.With(transaction, pushId).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new ClassificationRow
            {
                Id = reader.GetInt64(0),
                PushId = pushId,
                GroupId = reader.GetInt32OrNull(1),
                TaskId = reader.GetStringOrNull(2),
                Kind = reader.GetInt32(3),
                FixedBy = reader.GetStringOrNull(4),
                Bug = reader.GetInt64OrNull(5),
                Note = reader.GetStringOrNull(6),
                At = reader.GetInt64(7),
                By = reader.GetStringOrNull(8),
                Version = reader.GetInt64(9),
            });
        }

        return rows;
    }
}

using GroupResults.Application.Facts;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Writes the told states of task runs.</summary>
internal sealed class TaskStateWriter(PushTransaction pushes)
{
    private const string Find =
        """
        SELECT state.State, state.JobNameId, state.PropertiesId, run.Id, run.JobNameId, run.PropertiesId
        FROM (SELECT 1)
        LEFT JOIN TaskStates state ON state.PushId = $1 AND state.TaskId = $2 AND state.RunId = $3
        LEFT JOIN TaskRuns run ON run.PushId = $1 AND run.TaskId = $2 AND run.RunId = $3
        """;

    private const string Store =
        """
        INSERT INTO TaskStates (PushId, TaskId, RunId, State, JobNameId, PropertiesId, FirstVersion, Version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (PushId, TaskId, RunId) DO UPDATE SET
            State = excluded.State, JobNameId = excluded.JobNameId, PropertiesId = excluded.PropertiesId, Version = excluded.Version
        """;

    internal PushOutcome Record(ToldState told, DateTimeOffset now)
    {
        var push = pushes.Open(told.Push, now);
        var (known, report) = FindKnown(push.Head.Id, told.TaskRun);
        var state = TaskRunStates.Of(known.State, report is not null);
        var next = state.Takes(told.State) ? Replace(told, known) : Complement(told, known, report) with { State = state };
        var isChanged = state.Takes(told.State) || next.JobNameId != known.JobNameId || next.PropertiesId != known.PropertiesId;
        if (isChanged)
        {
            var (taskId, runId) = told.TaskRun;
            pushes.Session.Execute(
                Store, push.Head.Id, taskId, runId, (int)next.State!.Value, next.JobNameId, next.PropertiesId, push.NextVersion);
            var hasEnded = report is not null || next.State is TaskRunState.Failed or TaskRunState.Exception;
            if (hasEnded || next.JobNameId != known.JobNameId) push.Endings++;
            if (report is not null && (next.JobNameId != known.JobNameId || next.PropertiesId != known.PropertiesId)) push.HasNewLabels = true;
        }

        return pushes.Tell(push, isChanged, now);
    }

    private Row Replace(ToldState told, Row known) =>
        new(told.State, IdOf(told.JobName) ?? known.JobNameId, pushes.PropertiesIdOf(told.Properties, known.PropertiesId));

    /// <summary>Adds what neither the states nor the report have said.</summary>
    private Row Complement(ToldState told, Row known, Row? report)
    {
        var jobNameId = known.JobNameId ?? (report?.JobNameId is null ? IdOf(told.JobName) : null);
        var toldId = pushes.PropertiesIdOf(told.Properties);
        if (toldId is null || toldId == known.PropertiesId || toldId == report?.PropertiesId) return known with { JobNameId = jobNameId };
        var stated = pushes.PropertiesOf(known.PropertiesId);
        var visible = pushes.PropertiesOf(report?.PropertiesId).Or(stated);
        var addsAny = visible.Or(told.Properties) != visible;
        return new Row(null, jobNameId, addsAny ? pushes.PropertiesIdOf(stated.Or(told.Properties)) : known.PropertiesId);
    }

    private int? IdOf(string? jobName) => jobName is null ? null : pushes.JobNames.IdOf(jobName);

    private (Row Known, Row? Report) FindKnown(long pushId, TaskRunKey taskRun)
    {
        using var reader = pushes.Session.Command(Find, pushId, taskRun.TaskId, taskRun.RunId).ExecuteReader();
        reader.Read();
        var known = new Row((TaskRunState?)reader.GetInt32OrNull(0), reader.GetInt32OrNull(1), reader.GetInt32OrNull(2));
        return (known, reader.IsDBNull(3) ? null : new Row(null, reader.GetInt32OrNull(4), reader.GetInt32OrNull(5)));
    }

    /// <param name="State">Null if none was told.</param>
    private readonly record struct Row(TaskRunState? State, int? JobNameId, int? PropertiesId);
}

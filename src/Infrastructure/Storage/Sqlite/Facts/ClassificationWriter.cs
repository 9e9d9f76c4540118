using GroupResults.Domain.Classifications;
using GroupResults.Domain.Pushes;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Writes the classifications of failures. They are no activity.</summary>
internal sealed class ClassificationWriter(PushTransaction pushes)
{
    private const string Find =
        "SELECT Id, Kind, FixedBy, Bug, Note, By FROM Classifications WHERE PushId = $1 AND GroupId IS $2 AND TaskId IS $3";

    private const string Remove = "DELETE FROM Classifications WHERE Id = $1";

    private const string Add =
        """
        INSERT INTO Classifications (PushId, GroupId, TaskId, Kind, FixedBy, Bug, Note, At, By, Version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    internal PushOutcome Classify(PushKey key, IReadOnlyList<Classification> classifications, DateTimeOffset now)
    {
        var push = pushes.Open(key, now);
        var isChanged = false;
        foreach (var classification in classifications) isChanged |= Replace(push, classification);
        return pushes.Tell(push, isChanged, activityAt: null);
    }

    private bool Replace(OpenPush push, Classification told)
    {
        int? groupId = told.Group is { } group ? pushes.Groups.IdOf(group) : null;
        var (id, isSame) = FindStanding(push.Head.Id, groupId, told);
        if (isSame) return false;
        if (id is not null) pushes.Session.Execute(Remove, id);
        if (told.Kind is ClassificationKind.None) return id is not null;
        pushes.Session.Execute(
            Add,
            push.Head.Id,
            groupId,
            told.TaskId,
            (int)told.Kind,
            told.FixedBy,
            told.Bug,
            told.Note,
            told.At.UtcTicks,
            told.By,
            push.NextVersion);
        return true;
    }

    private (long? Id, bool IsSame) FindStanding(long pushId, int? groupId, Classification told)
    {
        using var reader = pushes.Session.Command(Find, pushId, groupId, told.TaskId).ExecuteReader();
        if (!reader.Read()) return (null, false);
        var isSame = reader.GetInt32(1) == (int)told.Kind
            && reader.GetStringOrNull(2) == told.FixedBy
            && reader.GetInt64OrNull(3) == told.Bug
            && reader.GetStringOrNull(4) == told.Note
            && reader.GetStringOrNull(5) == told.By;
        return (reader.GetInt64(0), isSame);
    }
}

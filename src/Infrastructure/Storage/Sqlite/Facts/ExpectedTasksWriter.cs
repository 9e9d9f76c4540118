using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>Writes what pushes are expected to run.</summary>
internal sealed class ExpectedTasksWriter(PushTransaction pushes)
{
    internal const string Find = "SELECT IsFinal, Tasks FROM ExpectedTasks WHERE PushId = $1";

    private const string Store =
        """
        INSERT INTO ExpectedTasks (PushId, IsFinal, Tasks) VALUES ($1, $2, $3)
        ON CONFLICT (PushId) DO UPDATE SET IsFinal = excluded.IsFinal, Tasks = excluded.Tasks
        """;

    internal PushOutcome Set(PushKey key, ExpectedTasks expected, DateTimeOffset now)
    {
        var push = pushes.Open(key, now);
        var packed = PackedTasks.Pack(expected.Tasks.Select(Resolve));
        var isChanged = !IsStored(push.Head.Id, expected.IsFinal, packed);
        if (isChanged)
        {
            pushes.Session.Execute(Store, push.Head.Id, expected.IsFinal ? 1 : 0, packed);
            push.IsExpectedAnew = true;
        }

        return pushes.Tell(push, isChanged, now);
    }

    private PackedTask Resolve(ExpectedTask task) => new(
        pushes.JobNames.IdOf(task.JobName), task.TaskId, task.Groups is null ? null : [.. task.Groups.Select(pushes.Groups.IdOf)]);

    private bool IsStored(long pushId, bool isFinal, byte[] packed)
    {
        using var reader = pushes.Session.Command(Find, pushId).ExecuteReader();
        return reader.Read() && reader.GetBoolean(0) == isFinal && reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(packed);
    }
}

using System.Text;

namespace GroupResults.Infrastructure.Storage.Sqlite.Facts;

/// <summary>An expected task with ids for its names; see <see cref="Domain.Runs.ExpectedTask"/>.</summary>
internal readonly record struct PackedTask(int JobNameId, string? TaskId, IReadOnlyList<int>? GroupIds);

/// <summary>
/// Expected tasks in a blob: for each, the id of the job name, the task id (empty for none), the number of groups + 1 (0 if
/// they are not known) and the distances between their ids. Tasks and groups are sorted, so the same tasks pack to the same
/// bytes in whatever order they were sent.
/// </summary>
internal static class PackedTasks
{
    internal static byte[] Pack(IEnumerable<PackedTask> tasks)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        foreach (var task in tasks.OrderBy(task => task.JobNameId).ThenBy(task => task.TaskId, StringComparer.Ordinal))
        {
            writer.Write7BitEncodedInt(task.JobNameId);
            writer.Write(task.TaskId ?? "");
            WriteGroups(writer, task.GroupIds);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    internal static List<PackedTask> Read(byte[] packed)
    {
        List<PackedTask> tasks = [];
        using var bytes = new MemoryStream(packed);
        using var reader = new BinaryReader(bytes, Encoding.UTF8);
        while (bytes.Position < bytes.Length)
        {
            var jobNameId = reader.Read7BitEncodedInt();
            var taskId = reader.ReadString();
            tasks.Add(new PackedTask(jobNameId, taskId.Length == 0 ? null : taskId, ReadGroups(reader)));
        }

        return tasks;
    }

    private static void WriteGroups(BinaryWriter writer, IReadOnlyList<int>? ids)
    {
        if (ids is null)
        {
            writer.Write7BitEncodedInt(0);
            return;
        }

        int[] sorted = [.. ids.Distinct().Order()];
        writer.Write7BitEncodedInt(sorted.Length + 1);
        var previous = 0;
        foreach (var id in sorted)
        {
            writer.Write7BitEncodedInt(id - previous);
            previous = id;
        }
    }

    private static int[]? ReadGroups(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt() - 1;
        if (count < 0) return null;
        var ids = new int[count];
        var previous = 0;
        for (var i = 0; i < ids.Length; i++) ids[i] = previous += reader.Read7BitEncodedInt();
        return ids;
    }
}

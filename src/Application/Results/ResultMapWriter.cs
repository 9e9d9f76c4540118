using System.Buffers;
using System.Text;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>
/// Writes the result map as JSON, <c>{ taskId: { group: true or false } }</c>, in one pass from the packed rows. Of
/// several runs of a task the highest that reported a group speaks for it; what it skipped or could not run is left
/// out, and so is a task with nothing left.
/// </summary>
internal static class ResultMapWriter
{
    internal static byte[] Write(PushSnapshot snapshot)
    {
        // Sized by what pushes look like: some 80 bytes of JSON for 5 packed ones.
        var packedBytes = snapshot.TaskRuns.Sum(run => run.Packed.Length);
        var json = new ArrayBufferWriter<byte>(Math.Max(256, packedBytes * 18));
        json.Write("{"u8);
        var isFirst = true;
        foreach (var runs in RunsByTask(snapshot.TaskRuns))
        {
            isFirst &= !WriteTask(json, isFirst, runs, snapshot.Groups);
        }

        json.Write("}"u8);
        return json.WrittenSpan.ToArray();
    }

    private static IEnumerable<List<StoredTaskRun>> RunsByTask(IReadOnlyList<StoredTaskRun> taskRuns)
    {
        var tasks = new Dictionary<string, List<StoredTaskRun>>(taskRuns.Count, StringComparer.Ordinal);
        foreach (var run in taskRuns)
        {
            if (tasks.TryGetValue(run.Key.TaskId, out var runs)) runs.Add(run);
            else tasks.Add(run.Key.TaskId, [run]);
        }

        return tasks.Values;
    }

    private static bool WriteTask(ArrayBufferWriter<byte> json, bool isFirst, List<StoredTaskRun> runs, IGroupNames groups)
    {
        var wroteAny = false;
        if (runs.Count == 1)
        {
            foreach (var result in PackedResults.Read(runs[0].Packed.Span))
            {
                WriteGroup(result.GroupId, result.Status);
            }
        }
        else
        {
            foreach (var (groupId, status) in LatestStatuses(runs))
            {
                WriteGroup(groupId, status);
            }
        }

        if (wroteAny) json.Write("}"u8);
        return wroteAny;

        void WriteGroup(int groupId, GroupStatus status)
        {
            if (!status.IsInResultMap()) return;
            if (!wroteAny) OpenTask(json, isFirst, runs[0].Key.TaskId);
            else json.Write(","u8);
            wroteAny = true;
            json.Write(groups[groupId].JsonProperty.Span);
            json.Write(status is GroupStatus.Ok ? "true"u8 : "false"u8);
        }
    }

    private static SortedDictionary<int, GroupStatus> LatestStatuses(List<StoredTaskRun> runs)
    {
        var latest = new SortedDictionary<int, GroupStatus>();
        foreach (var run in runs.OrderBy(run => run.Key.RunId))
        {
            foreach (var result in PackedResults.Read(run.Packed.Span)) latest[result.GroupId] = result.Status;
        }

        return latest;
    }

    private static void OpenTask(ArrayBufferWriter<byte> json, bool isFirst, string taskId)
    {
        if (!isFirst) json.Write(","u8);
        json.Write("\""u8);
        Encoding.UTF8.GetBytes(taskId, json); // A task id has no character that JSON escapes.
        json.Write("\":{"u8);
    }
}

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
    private const int MaxInitialBytes = 16 * 1024 * 1024;

    internal static byte[] Write(PushSnapshot snapshot)
    {
        // Sized by what pushes look like: some 80 bytes of JSON for 4 packed ones.
        var estimate = 256 + (snapshot.TaskRuns.Sum(run => (long)run.Packed.Length) * 20);
        using var json = new JsonBuffer((int)Math.Min(estimate, MaxInitialBytes));
        json.Open();
        foreach (var runs in RunsByTask(snapshot.TaskRuns)) WriteTask(json, runs, snapshot.Groups);
        json.Close();
        return json.ToArray();
    }

    private static IEnumerable<TaskRuns> RunsByTask(IReadOnlyList<StoredTaskRun> taskRuns)
    {
        var places = new Dictionary<string, int>(taskRuns.Count, StringComparer.Ordinal);
        var tasks = new List<TaskRuns>(taskRuns.Count);
        foreach (var run in taskRuns)
        {
            if (places.TryAdd(run.Key.TaskId, tasks.Count)) tasks.Add(new TaskRuns(run, null));
            else tasks[places[run.Key.TaskId]] = tasks[places[run.Key.TaskId]].With(run);
        }

        return tasks;
    }

    private static void WriteTask(JsonBuffer json, TaskRuns runs, IGroupNames groups)
    {
        var start = json.Length;
        json.OpenTask(runs.First.Key.TaskId);
        var empty = json.Length;
        if (runs.Further is null)
        {
            foreach (var result in PackedResults.Read(runs.First.Packed.Span))
            {
                if (result.Status.IsInResultMap()) json.WriteGroup(groups[result.GroupId], result.Status);
            }
        }
        else
        {
            foreach (var (groupId, status) in LatestStatuses([runs.First, .. runs.Further]))
            {
                if (status.IsInResultMap()) json.WriteGroup(groups[groupId], status);
            }
        }

        if (json.Length == empty) json.BackTo(start);
        else json.CloseTask();
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

    /// <summary>A task's runs. Few have more than one.</summary>
    private readonly record struct TaskRuns(StoredTaskRun First, List<StoredTaskRun>? Further)
    {
        internal TaskRuns With(StoredTaskRun run) => this with { Further = [.. Further ?? [], run] };
    }

    /// <summary>
    /// Bytes in a pooled array, copied out once at their exact length. Each element is written with a comma behind it,
    /// which what closes the object around it takes back.
    /// </summary>
    private sealed class JsonBuffer(int capacity) : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

        internal int Length { get; private set; }

        internal void Open() => Append("{"u8);

        internal void OpenTask(string taskId)
        {
            // A task id has no character that JSON escapes, and none beyond ASCII.
            var target = Reserve(taskId.Length + 4);
            target[0] = (byte)'"';
            Encoding.ASCII.GetBytes(taskId, target[1..]);
            "\":{"u8.CopyTo(target[(taskId.Length + 1)..]);
            Length += taskId.Length + 4;
        }

        internal void WriteGroup(GroupName group, GroupStatus status)
        {
            var property = group.JsonProperty.Span;
            var value = status is GroupStatus.Ok ? "true,"u8 : "false,"u8;
            var target = Reserve(property.Length + value.Length);
            property.CopyTo(target);
            value.CopyTo(target[property.Length..]);
            Length += property.Length + value.Length;
        }

        internal void CloseTask()
        {
            Length--;
            Append("},"u8);
        }

        internal void Close()
        {
            if (_bytes[Length - 1] is (byte)',') Length--;
            Append("}"u8);
        }

        internal void BackTo(int length) => Length = length;

        internal byte[] ToArray()
        {
            var bytes = GC.AllocateUninitializedArray<byte>(Length);
            _bytes.AsSpan(0, Length).CopyTo(bytes);
            return bytes;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

        private void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            Length += bytes.Length;
        }

        private Span<byte> Reserve(int count)
        {
            if (_bytes.Length - Length < count) Grow(count);
            return _bytes.AsSpan(Length);
        }

        private void Grow(int count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_bytes.Length * 2, Length + count)));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}

using System.Text;
using GroupResults.Domain.Results;

namespace GroupResults.Application.Results;

/// <summary>
/// Writes the result map as JSON, <c>{ taskId: { group: true or false } }</c>, from the packed rows. Of several runs of a task
/// the highest that reported a group speaks for it; what it skipped or could not run is left out, and so is a task with
/// nothing left. The rows are gone through twice, first for the length: that is quicker than a buffer that grows and a
/// copy of it, and leaves no large array behind.
/// </summary>
internal static class ResultMapWriter
{
    internal static byte[] Write(PushSnapshot snapshot)
    {
        var tasks = RunsByTask(snapshot.TaskRuns);
        var length = 1;
        foreach (var task in tasks)
        {
            task.GroupsLength = LengthOfGroups(task, snapshot.Groups);
            if (task.GroupsLength > 0) length = checked(length + Json.LengthOfTask(task.TaskId, task.GroupsLength));
        }

        var json = new Json(Math.Max(length, 2));
        json.Open();
        foreach (var task in tasks)
        {
            if (task.GroupsLength > 0) WriteTask(json, task, snapshot.Groups);
        }

        return json.Close();
    }

    private static List<TaskRuns> RunsByTask(IReadOnlyList<StoredTaskRun> taskRuns)
    {
        var places = new Dictionary<string, int>(taskRuns.Count, StringComparer.Ordinal);
        var tasks = new List<TaskRuns>(taskRuns.Count);
        foreach (var run in taskRuns)
        {
            if (places.TryAdd(run.Key.TaskId, tasks.Count)) tasks.Add(new TaskRuns(run));
            else tasks[places[run.Key.TaskId]].Add(run);
        }

        return tasks;
    }

    /// <summary>With the commas that <see cref="Json"/> puts behind everything.</summary>
    private static int LengthOfGroups(TaskRuns task, IGroupNames groups)
    {
        var length = 0;
        if (task.Latest is { } latest)
        {
            foreach (var (groupId, status) in latest) length += LengthOf(groups, groupId, status);
        }
        else
        {
            foreach (var result in PackedResults.Read(task.First.Packed.Span)) length += LengthOf(groups, result.GroupId, result.Status);
        }

        return length;
    }

    private static int LengthOf(IGroupNames groups, int groupId, GroupStatus status) =>
        status.IsInResultMap() ? Json.LengthOfGroup(groups[groupId], status) : 0;

    private static void WriteTask(Json json, TaskRuns task, IGroupNames groups)
    {
        json.OpenTask(task.TaskId);
        if (task.Latest is { } latest)
        {
            foreach (var (groupId, status) in latest)
            {
                if (status.IsInResultMap()) json.WriteGroup(groups[groupId], status);
            }
        }
        else
        {
            foreach (var result in PackedResults.Read(task.First.Packed.Span))
            {
                if (result.Status.IsInResultMap()) json.WriteGroup(groups[result.GroupId], result.Status);
            }
        }

        json.CloseTask();
    }

    /// <summary>A task's runs. Few have more than one.</summary>
    private sealed class TaskRuns(StoredTaskRun first)
    {
        private List<StoredTaskRun>? _all;
        private SortedDictionary<int, GroupStatus>? _latest;

        internal string TaskId => First.Key.TaskId;

        internal StoredTaskRun First { get; } = first;

        /// <summary>Of all that is written of its groups; 0 where nothing is.</summary>
        internal int GroupsLength { get; set; }

        /// <summary>Null where the first run is the only one.</summary>
        internal SortedDictionary<int, GroupStatus>? Latest => _all is null ? null : _latest ??= LatestOf(_all);

        internal void Add(StoredTaskRun run) => (_all ??= [First]).Add(run);

        private static SortedDictionary<int, GroupStatus> LatestOf(List<StoredTaskRun> runs)
        {
            var latest = new SortedDictionary<int, GroupStatus>();
            foreach (var run in runs.OrderBy(run => run.Key.RunId))
            {
                foreach (var result in PackedResults.Read(run.Packed.Span)) latest[result.GroupId] = result.Status;
            }

            return latest;
        }
    }

    /// <summary>
    /// An array of the final length. Each element is written with a comma behind it, whose place the brace takes that closes
    /// the object around it.
    /// </summary>
    private sealed class Json(int length)
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(length);
        private int _length;

        internal static int LengthOfTask(string taskId, int groups) => taskId.Length + "\"\":{"u8.Length + groups + ","u8.Length;

        internal static int LengthOfGroup(GroupName group, GroupStatus status) => group.JsonProperty.Length + Value(status).Length;

        internal void Open() => Append("{"u8);

        internal void OpenTask(string taskId)
        {
            // A task id has no character that JSON escapes, and none beyond ASCII.
            Append("\""u8);
            _length += Encoding.ASCII.GetBytes(taskId, _bytes.AsSpan(_length));
            Append("\":{"u8);
        }

        internal void WriteGroup(GroupName group, GroupStatus status)
        {
            Append(group.JsonProperty.Span);
            Append(Value(status));
        }

        internal void CloseTask()
        {
            _bytes[_length - 1] = (byte)'}';
            Append(","u8);
        }

        internal byte[] Close()
        {
            if (_length > 1) _length--;
            Append("}"u8);
            return _length == _bytes.Length
                ? _bytes
                : throw new InvalidOperationException($"The result map came to {_length} bytes where {_bytes.Length} were reckoned.");
        }

        private static ReadOnlySpan<byte> Value(GroupStatus status) => status is GroupStatus.Ok ? "true,"u8 : "false,"u8;

        private void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }
    }
}

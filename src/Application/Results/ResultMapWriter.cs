namespace GroupResults.Application.Results;

/// <summary>
/// Writes the result map as JSON, <c>{ taskId: { group: true or false } }</c>, from the packed rows. If a task has several
/// runs, the highest run with OK or ERROR for a group counts, so a later skip hides nothing. Tasks without such groups are
/// omitted. Two passes over the rows, the first for the length, are faster than growing and copying a buffer. They leave no
/// garbage array, and let several cores write at once.
/// </summary>
internal static class ResultMapWriter
{
    /// <summary>About 12,000 results or a millisecond of writing; smaller parts do not pay for another core.</summary>
    private const int TasksPerPart = 512;

    /// <param name="keepsEmpty">Writes tasks without groups as <c>{}</c> instead of omitting them.</param>
    internal static byte[] Write(PushSnapshot snapshot, bool keepsEmpty = false)
    {
        ResultMapPart[] parts = [.. TasksOf(snapshot.TaskRuns).Chunk(TasksPerPart).Select(tasks => new ResultMapPart(tasks, snapshot.Groups, keepsEmpty))];
        ForEach(parts, static part => part.Measure());
        var length = 1;
        foreach (var part in parts)
        {
            part.Start = length;
            length = checked(length + part.Length);
        }

        var json = GC.AllocateUninitializedArray<byte>(Math.Max(length, 2));
        json[0] = (byte)'{';
        ForEach(parts, part => part.WriteTo(json));
        json[^1] = (byte)'}'; // Overwrites the last comma.
        return json;
    }

    private static void ForEach(ResultMapPart[] parts, Action<ResultMapPart> action)
    {
        if (parts is [var single]) action(single);
        else Parallel.ForEach(parts, action);
    }

    private static List<ResultMapTask> TasksOf(IReadOnlyList<StoredTaskRun> taskRuns)
    {
        var places = new Dictionary<string, int>(taskRuns.Count, StringComparer.Ordinal);
        var tasks = new List<ResultMapTask>(taskRuns.Count);
        foreach (var run in taskRuns)
        {
            if (places.TryAdd(run.Key.TaskId, tasks.Count)) tasks.Add(new ResultMapTask(run));
            else tasks[places[run.Key.TaskId]].Add(run);
        }

        return tasks;
    }
}

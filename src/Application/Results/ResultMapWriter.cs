namespace GroupResults.Application.Results;

/// <summary>
/// Writes the result map as JSON, <c>{ taskId: { group: true or false } }</c>, from the packed rows. Of several runs of a task
/// the highest that says OK or ERROR of a group speaks for it, so a later run that skips it hides nothing. A task with
/// nothing to show is left out. The rows are gone through twice, first for the length: that is quicker than a buffer that grows and a
/// copy of it, leaves no large array behind, and lets several cores write at once, each to its own place.
/// </summary>
internal static class ResultMapWriter
{
    /// <summary>Some 12,000 results, about a millisecond of writing: less would not pay for another core.</summary>
    private const int TasksPerPart = 512;

    /// <param name="keepsEmpty">Tasks with nothing left stay, as <c>{}</c>.</param>
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
        json[^1] = (byte)'}'; // In the place of the last comma.
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

using System.Text.Json;

namespace GroupResults.Api.Tests.GraphQL.Subscriptions;

/// <summary>A push as a client keeps it, in both ways: by the result map's entries and by task runs.</summary>
internal sealed class Mirror
{
    private readonly SortedDictionary<string, JsonElement> _map = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string TaskId, int RunId), JsonElement> _taskRuns = [];

    /// <summary>Null before the first changes.</summary>
    internal string? Cursor { get; private set; }

    internal Mirror Copy()
    {
        var copy = new Mirror { Cursor = Cursor };
        foreach (var (task, groups) in _map) copy._map[task] = groups;
        foreach (var (key, run) in _taskRuns) copy._taskRuns[key] = run;
        return copy;
    }

    internal void Apply(JsonElement changes)
    {
        if (changes.IsReset())
        {
            _map.Clear();
            _taskRuns.Clear();
        }

        foreach (var task in changes.GetProperty("resultMap").EnumerateObject())
        {
            if (task.Value.GetPropertyCount() == 0) _map.Remove(task.Name);
            else _map[task.Name] = task.Value;
        }

        foreach (var run in changes.GetProperty("taskRuns").EnumerateArray())
            _taskRuns[(run.GetProperty("taskId").GetString()!, run.GetProperty("runId").GetInt32())] = run;
        Cursor = changes.Cursor();
    }

    internal string ByMap() => Text(_map.SelectMany(task => task.Value.EnumerateObject().Select(group => (task.Key, group.Name, group.Value.GetBoolean()))));

    /// <summary>Of each task's runs, the highest that says OK or ERROR of a group speaks for it.</summary>
    internal string ByTaskRuns()
    {
        Dictionary<(string Task, string Group), bool> latest = [];
        foreach (var ((task, _), run) in _taskRuns) // By run, upwards.
        {
            foreach (var result in run.GetProperty("results").EnumerateArray())
            {
                if (result.GetProperty("status").GetString() is "OK" or "ERROR")
                    latest[(task, result.GetProperty("group").GetString()!)] = result.GetProperty("status").GetString() == "OK";
            }
        }

        return Text(latest.Select(entry => (entry.Key.Task, entry.Key.Group, entry.Value)));
    }

    /// <summary>A result map as text that does not depend on its order.</summary>
    internal static string Normalize(JsonElement map) =>
        Text(map.EnumerateObject().SelectMany(task => task.Value.EnumerateObject().Select(group => (task.Name, group.Name, group.Value.GetBoolean()))));

    private static string Text(IEnumerable<(string Task, string Group, bool IsOk)> entries) =>
        string.Join('\n', entries.Select(entry => $"{entry.Task} {entry.Group} {entry.IsOk}").Order(StringComparer.Ordinal));
}

using System.Text.Json;

namespace GroupResults.Api.Tests.Rest.Treeherder;

/// <summary>An errorsummary log, and the task run that wrote it.</summary>
internal sealed record TaskLog(string TaskId, int RunId, string Text)
{
    /// <summary>The group results of the log, line by line.</summary>
    internal IEnumerable<(string Group, string Status)> GroupResults()
    {
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("action").GetString() != "group_result") continue;
            yield return (root.GetProperty("group").GetString()!, root.GetProperty("status").GetString()!);
        }
    }
}

/// <summary>
/// The rules by which Treeherder and mozci read errorsummary logs, written down apart from the service: what its answers are held
/// against. Results are lines such as <c>task group True</c>, sorted.
/// </summary>
internal static class OtherReaders
{
    /// <summary>
    /// Treeherder stores a row for each group result, whatever its status; names with a backslash or over 255 characters are left out
    /// (create_group_result). Its endpoint reads the rows with OK or ERROR; a later row of the same task and group replaces an earlier one
    /// (compute_group_results). Its limit on lines is no rule that anyone wants to keep.
    /// </summary>
    internal static string Treeherder(params IEnumerable<TaskLog> logs)
    {
        var answer = new Dictionary<(string Task, string Group), bool>();
        foreach (var log in logs)
        {
            foreach (var (group, status) in log.GroupResults())
            {
                if (group.Contains('\\', StringComparison.Ordinal) || group.Length > 255) continue;
                if (status is "OK" or "ERROR") answer[(log.TaskId, group)] = status == "OK";
            }
        }

        return Sorted(answer.Select(entry => (entry.Key.Task, entry.Key.Group, entry.Value)));
    }

    /// <summary>
    /// mozci's own source of errorsummary logs: the last status of a group that is not OK stays, else OK; a group that ends as SKIP is
    /// left out, and whatever is not OK has failed.
    /// </summary>
    internal static string Mozci(TaskLog log)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, status) in log.GroupResults())
        {
            if (!statuses.ContainsKey(group) || status != "OK") statuses[group] = status;
        }

        return Sorted(statuses.Where(entry => entry.Value != "SKIP").Select(entry => (log.TaskId, entry.Key, entry.Value == "OK")));
    }

    /// <summary>A result map, as the drop-in endpoint answers it.</summary>
    internal static string Of(JsonElement resultMap) => Sorted(
        from task in resultMap.EnumerateObject()
        from entry in task.Value.EnumerateObject()
        select (task.Name, entry.Name, entry.Value.GetBoolean()));

    private static string Sorted(IEnumerable<(string Task, string Group, bool Passed)> results) =>
        string.Join('\n', results.Select(result => $"{result.Task} {result.Group} {result.Passed}").Order(StringComparer.Ordinal));
}

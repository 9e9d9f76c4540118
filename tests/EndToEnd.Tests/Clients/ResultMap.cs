using System.Text.Json;

namespace GroupResults.EndToEnd.Tests.Clients;

/// <summary>The contract's result map: per task, per group, whether it passed.</summary>
internal sealed class ResultMap
{
    private ResultMap(IReadOnlyDictionary<string, Dictionary<string, bool>> tasks) => Tasks = tasks;

    internal IReadOnlyDictionary<string, Dictionary<string, bool>> Tasks { get; }

    internal static ResultMap Parse(string json) => new(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, bool>>>(json)!);

    /// <summary>Whether the task is there with exactly this report's results.</summary>
    internal bool Holds(Report report) =>
        Tasks.TryGetValue(report.TaskId, out var groups)
        && groups.Count == report.Results.Count
        && report.Results.All(result => groups.TryGetValue(result.Group, out var passed) && passed == result.Status is "OK");
}

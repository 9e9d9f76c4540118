using System.Runtime.InteropServices;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Runs;

namespace GroupResults.Domain.Results;

/// <summary>All group results of one task run, sent as one message. Invariant: each group appears once.</summary>
public sealed record Report
{
    private Report(PushKey push, TaskRunKey taskRun, string? jobName, IReadOnlyList<GroupResult> results)
    {
        Push = push;
        TaskRun = taskRun;
        JobName = jobName;
        Results = results;
    }

    public PushKey Push { get; }

    public TaskRunKey TaskRun { get; }

    public string? JobName { get; }

    public IReadOnlyList<GroupResult> Results { get; }

    /// <summary>As sent; what they lack keeps what was known.</summary>
    public RunProperties Properties { get; init; } = RunProperties.None;

    /// <summary>
    /// Whether an empty report replaces existing results. False for logs, because a log without results is usually a failed
    /// download.
    /// </summary>
    public bool MayClear { get; init; } = true;

    /// <summary>
    /// If a group appears several times in <paramref name="results"/>, keeps the result with the highest precedence, or the
    /// first of equals.
    /// </summary>
    public static Report Create(PushKey push, TaskRunKey taskRun, string? jobName, IReadOnlyCollection<GroupResult> results)
    {
        var positions = new Dictionary<string, int>(results.Count, StringComparer.Ordinal);
        var merged = new List<GroupResult>(results.Count);
        foreach (var result in results)
        {
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, result.Group, out var known);
            if (!known)
            {
                position = merged.Count;
                merged.Add(result);
            }
            else if (result.Status.Precedes(merged[position].Status))
            {
                merged[position] = result;
            }
        }

        return new Report(push, taskRun, jobName, merged);
    }
}

using System.Runtime.InteropServices;
using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Results;

/// <summary>
/// All group results of one task run, as one message. Invariant: no group stands in it twice.
/// </summary>
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

    /// <summary>
    /// Whether it may replace the task run's results by none. A log may not: one without results is mostly a failed download.
    /// </summary>
    public bool MayClear { get; init; } = true;

    /// <summary>Where a group stands twice in <paramref name="results"/>, the result stays whose status precedes the others'; of equal ones, the first.</summary>
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

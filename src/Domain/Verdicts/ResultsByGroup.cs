using System.Runtime.InteropServices;
using GroupResults.Domain.Results;

namespace GroupResults.Domain.Verdicts;

/// <summary>What a task says of a group after all its runs; see <see cref="MergedResults"/>.</summary>
/// <param name="Label">The index in <see cref="Labels"/> of the run that said it.</param>
public readonly record struct TaskResult(int GroupId, int Label, GroupStatus Status, int DurationMs);

/// <summary>The results of a push's tasks, with those of each group side by side.</summary>
public sealed class ResultsByGroup
{
    private readonly Dictionary<int, Slice> _slices;
    private readonly TaskResult[] _results;

    private ResultsByGroup(Dictionary<int, Slice> slices, TaskResult[] results)
    {
        _slices = slices;
        _results = results;
    }

    public IReadOnlyCollection<int> GroupIds => _slices.Keys;

    /// <summary>The group's results, in the order in which they were given; empty if it has none.</summary>
    public ReadOnlySpan<TaskResult> this[int groupId] =>
        _slices.TryGetValue(groupId, out var slice) ? _results.AsSpan(slice.Start, slice.Length) : [];

    public static ResultsByGroup Of(ReadOnlySpan<TaskResult> results)
    {
        var slices = new Dictionary<int, Slice>();
        foreach (var result in results) CollectionsMarshal.GetValueRefOrAddDefault(slices, result.GroupId, out _).Length++;

        var start = 0;
        foreach (var groupId in slices.Keys)
        {
            ref var slice = ref CollectionsMarshal.GetValueRefOrNullRef(slices, groupId);
            slice.Start = start;
            start += slice.Length;
            slice.Length = 0;
        }

        var grouped = new TaskResult[results.Length];
        foreach (var result in results)
        {
            ref var slice = ref CollectionsMarshal.GetValueRefOrNullRef(slices, result.GroupId);
            grouped[slice.Start + slice.Length++] = result;
        }

        return new ResultsByGroup(slices, grouped);
    }

    private struct Slice
    {
        internal int Start;
        internal int Length;
    }
}

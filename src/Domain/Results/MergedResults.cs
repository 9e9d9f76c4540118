namespace GroupResults.Domain.Results;

/// <summary>What a task says of a group after all its runs.</summary>
/// <param name="Run">The index of the run that said it.</param>
public readonly record struct MergedResult(int Run, PackedResult Result);

/// <summary>
/// The result of each group after several runs of a task: of the highest run that says OK or ERROR of it, so that a later skip hides
/// nothing (as Treeherder); without such a run, of the highest run that names it.
/// </summary>
public static class MergedResults
{
    /// <param name="runs">The packed results of the runs, in ascending order of their run ids.</param>
    /// <returns>One result for each group, sorted by group id.</returns>
    /// <exception cref="InvalidDataException">The bytes are not what <see cref="PackedResults.Pack"/> wrote.</exception>
    public static MergedResult[] Of(IReadOnlyList<ReadOnlyMemory<byte>> runs)
    {
        List<MergedResult> merged = [];
        for (var run = 0; run < runs.Count; run++) merged = Merge(merged, run, PackedResults.Read(runs[run].Span));
        return [.. merged];
    }

    private static List<MergedResult> Merge(List<MergedResult> lower, int run, PackedResultReader higher)
    {
        var merged = new List<MergedResult>(lower.Count);
        var next = 0;
        foreach (var result in higher)
        {
            while (next < lower.Count && lower[next].Result.GroupId < result.GroupId) merged.Add(lower[next++]);
            if (next < lower.Count && lower[next].Result.GroupId == result.GroupId)
            {
                var known = lower[next++];
                merged.Add(result.Status.IsInResultMap() || !known.Result.Status.IsInResultMap() ? new MergedResult(run, result) : known);
            }
            else
            {
                merged.Add(new MergedResult(run, result));
            }
        }

        while (next < lower.Count) merged.Add(lower[next++]);
        return merged;
    }
}

namespace GroupResults.Domain.Results;

/// <summary>
/// The median and the 90th percentile by nearest rank: the smallest duration that at least so many percent of all do not exceed.
/// It is always one of the durations, never a mean of two.
/// </summary>
/// <param name="P50Ms">Null if there are no durations.</param>
/// <param name="P90Ms">Null if there are no durations.</param>
/// <param name="N">The number of durations.</param>
public readonly record struct DurationQuantiles(int? P50Ms, int? P90Ms, int N)
{
    /// <summary>Sorts <paramref name="durationsMs"/> in place.</summary>
    public static DurationQuantiles Of(Span<int> durationsMs)
    {
        durationsMs.Sort();
        return new DurationQuantiles(NearestRank(durationsMs, 50), NearestRank(durationsMs, 90), durationsMs.Length);
    }

    /// <summary>Sorts <paramref name="durationsMs"/> in place.</summary>
    /// <returns>Null if there are no durations.</returns>
    public static int? Median(Span<int> durationsMs)
    {
        durationsMs.Sort();
        return NearestRank(durationsMs, 50);
    }

    private static int? NearestRank(ReadOnlySpan<int> sorted, int percent) =>
        sorted.IsEmpty ? null : sorted[(int)((((long)sorted.Length * percent) + 99) / 100) - 1];
}

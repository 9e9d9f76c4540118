namespace GroupResults.Benchmarks.Table;

internal static class Quantiles
{
    internal static double Median(IEnumerable<double> values) => Of(values, 0.5);

    /// <summary>The smallest value that at least this share of all values does not exceed.</summary>
    internal static double Of(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}

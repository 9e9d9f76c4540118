namespace GroupResults.Benchmarks.Figures;

/// <summary>Whether a figure reached its target.</summary>
internal static class Verdict
{
    internal static string Of(bool met) => met ? "met" : "MISSED";
}

namespace GroupResults.Application.Metrics;

/// <summary>How a warm-up ended.</summary>
public enum WarmUpOutcome
{
    Succeeded,
    Failed,
    Retried,
    Skipped,
}

internal static class WarmUpOutcomes
{
    /// <summary>The metric's label.</summary>
    internal static string LabelOf(WarmUpOutcome outcome) => outcome switch
    {
        WarmUpOutcome.Succeeded => "succeeded",
        WarmUpOutcome.Failed => "failed",
        WarmUpOutcome.Retried => "retried",
        _ => "skipped",
    };
}

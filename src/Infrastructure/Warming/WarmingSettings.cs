namespace GroupResults.Infrastructure.Warming;

/// <summary>When to look for warm-ups.</summary>
/// <param name="PollInterval">Whole seconds, 1 to 59: what Coravel's scheduler can do.</param>
public sealed record WarmingSettings(TimeSpan PollInterval)
{
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(5);
}

namespace GroupResults.Infrastructure.Warming;

/// <summary>When to look for warm-ups.</summary>
/// <param name="PollInterval">Whole seconds, 1 to 59.</param>
public sealed record WarmingSettings(TimeSpan PollInterval)
{
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(5);
}

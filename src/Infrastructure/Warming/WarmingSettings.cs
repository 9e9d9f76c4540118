namespace GroupResults.Infrastructure.Warming;

/// <summary>Settings of warm-ups.</summary>
/// <param name="PollInterval">The interval between polls for due warm-ups: whole seconds, 1 to 59.</param>
public sealed record WarmingSettings(TimeSpan PollInterval)
{
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(5);
}

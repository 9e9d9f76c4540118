using System.ComponentModel.DataAnnotations;
using GroupResults.Domain.Stability;
using GroupResults.Infrastructure.Caching;
using GroupResults.Infrastructure.Warming;

namespace GroupResults.Api.Settings;

/// <summary>Settings for when a push is stable.</summary>
internal sealed record StabilitySection
{
    internal const string Section = "GroupResults:Stability";

    /// <summary>The time from a push's last activity until it is stable. Default: 5 min. Range: 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleThreshold { get; init; } = StabilityPolicy.DefaultIdleThreshold;
}

/// <summary>Settings for how long answers are cached and how much memory they take.</summary>
internal sealed record CacheSection : IValidatableObject
{
    internal const string Section = "GroupResults:Cache";

    /// <summary>How long an active push's answer is kept. Default: 5 min. Range: 1 s to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ActiveTtl { get; init; } = StabilityPolicy.DefaultActiveTtl;

    /// <summary>How long a stable push's answer is kept. Default: 1 day. Range: 1 s to 30 days, at least <see cref="ActiveTtl"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StableTtl { get; init; } = StabilityPolicy.DefaultStableTtl;

    /// <summary>The memory of all answers in this process. Default: 256 MiB. Range: 16 MiB or more.</summary>
    [Range(CacheSettings.MinMemoryLimitBytes, (double)long.MaxValue)]
    public long MemoryLimitBytes { get; init; } = CacheSettings.DefaultMemoryLimitBytes;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StableTtl < ActiveTtl)
        {
            yield return new ValidationResult(SettingsReader.Describe(
                $"{Section}:{nameof(StableTtl)}", StableTtl.ToString("c"), $"at least {Section}:{nameof(ActiveTtl)}, which is {ActiveTtl:c}"));
        }
    }
}

/// <summary>Settings for the warm-up poll.</summary>
internal sealed record WarmingSection : IValidatableObject
{
    internal const string Section = "GroupResults:Warming";

    /// <summary>The time between two polls. Default: 5 s. Range: whole seconds, 1 to 59.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:59", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PollInterval { get; init; } = WarmingSettings.DefaultPollInterval;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PollInterval.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return new ValidationResult(SettingsReader.Describe(
                $"{Section}:{nameof(PollInterval)}", PollInterval.ToString("c"), "whole seconds, 00:00:01 to 00:00:59"));
        }
    }
}

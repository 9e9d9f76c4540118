using GroupResults.Domain.Pushes;

namespace GroupResults.Domain.Stability;

/// <summary>
/// Determines how long an answer is cached and when it is warmed, from the push's last activity and whether that completed
/// the push. After a clock correction, the last activity may lie in the future; such a push stays active until its activity
/// is reset to the current time.
/// </summary>
/// <param name="IdleThreshold">The idle time after which a push is stable.</param>
/// <param name="ActiveTtl">The time to live of an active push's answers.</param>
/// <param name="StableTtl">The time to live of a stable push's answers.</param>
public sealed record StabilityPolicy(TimeSpan IdleThreshold, TimeSpan ActiveTtl, TimeSpan StableTtl)
{
    public static readonly TimeSpan DefaultIdleThreshold = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DefaultActiveTtl = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DefaultStableTtl = TimeSpan.FromHours(24);

    /// <summary>The maximum difference between the clocks of several instances.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(1);

    public PushStability At(PushHead head, DateTimeOffset now) =>
        head.IsComplete || now - head.LastActivityAt >= IdleThreshold ? PushStability.Stable : PushStability.Active;

    public TimeSpan TimeToLive(PushHead head, DateTimeOffset now) => At(head, now) is PushStability.Stable ? StableTtl : ActiveTtl;

    /// <summary>The time at which the push becomes stable, or became so by its completion.</summary>
    public DateTimeOffset WarmUpDueAt(PushHead head) => head.IsComplete ? head.LastActivityAt : head.LastActivityAt + IdleThreshold;

    /// <summary>The latest valid activity. A later one comes from a clock that was ahead.</summary>
    public static DateTimeOffset LatestActivity(DateTimeOffset now) => now + MaxAhead;

    /// <summary>A push that is not complete is active if its last activity is later than this.</summary>
    public DateTimeOffset ActiveSince(DateTimeOffset now) => now - IdleThreshold;
}

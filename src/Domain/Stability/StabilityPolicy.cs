namespace GroupResults.Domain.Stability;

/// <summary>
/// How long an answer is kept and when it is warmed, from the push's last activity alone. A clock that went back makes
/// the last activity lie ahead; such a push is active until it is brought back to now.
/// </summary>
/// <param name="IdleThreshold">From this long after the last activity on, a push is stable.</param>
/// <param name="ActiveTtl">How long an active push's answer is kept.</param>
/// <param name="StableTtl">How long a stable push's answer is kept.</param>
public sealed record StabilityPolicy(TimeSpan IdleThreshold, TimeSpan ActiveTtl, TimeSpan StableTtl)
{
    public static readonly TimeSpan DefaultIdleThreshold = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DefaultActiveTtl = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DefaultStableTtl = TimeSpan.FromHours(24);

    /// <summary>How far the clocks of several instances may lie apart.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(1);

    public PushStability At(DateTimeOffset lastActivityAt, DateTimeOffset now) =>
        now - lastActivityAt >= IdleThreshold ? PushStability.Stable : PushStability.Active;

    public TimeSpan TimeToLive(DateTimeOffset lastActivityAt, DateTimeOffset now) =>
        At(lastActivityAt, now) is PushStability.Stable ? StableTtl : ActiveTtl;

    /// <summary>The first moment at which the push is stable.</summary>
    public DateTimeOffset WarmUpDueAt(DateTimeOffset lastActivityAt) => lastActivityAt + IdleThreshold;

    /// <summary>No activity is later, but for a clock that went back, or another instance's that is fast.</summary>
    public static DateTimeOffset LatestActivity(DateTimeOffset now) => now + MaxAhead;

    /// <summary>A push is active while its last activity is later than this.</summary>
    public DateTimeOffset ActiveSince(DateTimeOffset now) => now - IdleThreshold;
}

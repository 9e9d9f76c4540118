using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

namespace GroupResults.Domain.Tests.Stability;

public sealed class StabilityPolicyTests
{
    private static readonly DateTimeOffset Activity = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly StabilityPolicy Policy =
        new(StabilityPolicy.DefaultIdleThreshold, StabilityPolicy.DefaultActiveTtl, StabilityPolicy.DefaultStableTtl);

    private static readonly PushHead Push = new(1, new PushKey("autoland", "abc123"), default, 1, Activity, Activity, default);
    private static readonly PushHead Complete = Push with { IsComplete = true };

    [Fact]
    public void Defaults_AreFiveMinutesFiveMinutesAndADay()
    {
        Assert.Equal(TimeSpan.FromMinutes(5), Policy.IdleThreshold);
        Assert.Equal(TimeSpan.FromMinutes(5), Policy.ActiveTtl);
        Assert.Equal(TimeSpan.FromHours(24), Policy.StableTtl);
    }

    [Theory]
    [InlineData(0L, PushStability.Active)]
    [InlineData((5 * TimeSpan.TicksPerMinute) - 1, PushStability.Active)]
    [InlineData(5 * TimeSpan.TicksPerMinute, PushStability.Stable)]
    [InlineData((5 * TimeSpan.TicksPerMinute) + 1, PushStability.Stable)]
    [InlineData(365 * TimeSpan.TicksPerDay, PushStability.Stable)]
    public void At_IdleForSoManyTicks_TurnsStableAtTheThreshold(long idleTicks, PushStability expected) =>
        Assert.Equal(expected, Policy.At(Push, Activity.AddTicks(idleTicks)));

    [Theory]
    [InlineData(-1L)]
    [InlineData(-5 * TimeSpan.TicksPerMinute)]
    [InlineData(-TimeSpan.TicksPerHour)]
    [InlineData(-10_000 * TimeSpan.TicksPerDay)]
    public void At_ClockGoneBack_IsActive(long idleTicks) =>
        Assert.Equal(PushStability.Active, Policy.At(Push, Activity.AddTicks(idleTicks)));

    [Fact]
    public void At_MomentsInOtherZones_ComparesMoments()
    {
        var elsewhere = (Activity + Policy.IdleThreshold).ToOffset(TimeSpan.FromHours(9));

        Assert.Equal(PushStability.Stable, Policy.At(Push, elsewhere));
        Assert.Equal(PushStability.Active, Policy.At(Push, elsewhere - Tick));
    }

    [Fact]
    public void TimeToLive_OneTickBeforeTheThreshold_IsTheActiveOne() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Policy.TimeToLive(Push, Activity + Policy.IdleThreshold - Tick));

    [Fact]
    public void TimeToLive_AtTheThreshold_IsTheStableOne() =>
        Assert.Equal(TimeSpan.FromHours(24), Policy.TimeToLive(Push, Activity + Policy.IdleThreshold));

    [Fact]
    public void TimeToLive_ClockGoneBack_IsTheActiveOne() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Policy.TimeToLive(Push, Activity.AddHours(-1)));

    [Fact]
    public void WarmUpDueAt_AnyActivity_IsTheFirstStableMoment()
    {
        var due = Policy.WarmUpDueAt(Push);

        Assert.Equal(Activity.AddMinutes(5), due);
        Assert.Equal(PushStability.Stable, Policy.At(Push, due));
        Assert.Equal(PushStability.Active, Policy.At(Push, due - Tick));
    }

    [Theory]
    [InlineData(-TimeSpan.TicksPerHour)]
    [InlineData(0L)]
    [InlineData(1L)]
    public void At_Complete_IsStableAtOnce(long ticks)
    {
        var now = Activity.AddTicks(ticks);

        Assert.Equal(PushStability.Stable, Policy.At(Complete, now));
        Assert.Equal(TimeSpan.FromHours(24), Policy.TimeToLive(Complete, now));
        Assert.Equal(Activity, Policy.WarmUpDueAt(Complete));
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(1L)]
    public void ActiveSince_ActivityBesideTheBoundary_AgreesWithAt(long ticks)
    {
        var now = Activity.AddDays(1);
        var lastActivity = Policy.ActiveSince(now).AddTicks(ticks);

        Assert.Equal(Policy.At(Push with { LastActivityAt = lastActivity }, now) is PushStability.Active, lastActivity > Policy.ActiveSince(now));
        Assert.Equal(ticks > 0, Policy.At(Push with { LastActivityAt = lastActivity }, now) is PushStability.Active);
    }

    [Fact]
    public void Policy_WithOtherDurations_KeepsToThem()
    {
        var policy = new StabilityPolicy(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(3), policy.TimeToLive(Push, Activity.AddSeconds(2) - Tick));
        Assert.Equal(TimeSpan.FromSeconds(4), policy.TimeToLive(Push, Activity.AddSeconds(2)));
        Assert.Equal(Activity.AddSeconds(2), policy.WarmUpDueAt(Push));
    }
}

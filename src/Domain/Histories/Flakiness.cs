namespace GroupResults.Domain.Histories;

/// <summary>What one push says of a group's flakiness, over all its configurations or in one.</summary>
/// <param name="At">When it was pushed; if that is not known, when it was first seen.</param>
/// <param name="Ran">Whether a task run says OK or ERROR of the group.</param>
/// <param name="IsFlaky">Whether one job name, its chunk included, has both an OK and an ERROR of the group.</param>
/// <param name="IsInfrastructure">See <see cref="InfrastructureFailure"/>.</param>
public readonly record struct FlakinessSample(DateTimeOffset At, bool Ran, bool IsFlaky, bool IsInfrastructure);

/// <summary>
/// How often a group is flaky, over the last <see cref="ShortWindowDays"/> days. Where it ran in fewer than <see cref="EnoughPushes"/>
/// pushes in them, over <see cref="LongWindowDays"/> days.
/// </summary>
/// <param name="N">The pushes of the window in which the group ran. Infrastructure failures are left out.</param>
/// <param name="FlakyPushes">Those of them in which it was flaky.</param>
public readonly record struct Flakiness(int N, int FlakyPushes, int WindowDays)
{
    public const int ShortWindowDays = 7;
    public const int LongWindowDays = 14;

    /// <summary>The number of pushes from which the short window is wide enough.</summary>
    public const int EnoughPushes = 100;

    /// <summary>Of a group that did not run.</summary>
    public static readonly Flakiness None = new(0, 0, LongWindowDays);

    private const int MinFlakyPushes = 2;
    private const int MinPercent = 1;

    /// <summary>0 to 1; 0 if the group did not run.</summary>
    public double Rate => N == 0 ? 0 : (double)FlakyPushes / N;

    /// <summary>At least 2 flaky pushes, which are at least 1 % of all.</summary>
    public bool IsFlaky => FlakyPushes >= MinFlakyPushes && FlakyPushes * 100L >= (long)MinPercent * N;

    /// <summary>Chooses the window. The samples may come in any order; those outside the window do not count.</summary>
    /// <param name="end">The moment of the push that is asked about, which is in the window.</param>
    public static Flakiness Of(IEnumerable<FlakinessSample> samples, DateTimeOffset end)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var inShort = new Flakiness(0, 0, ShortWindowDays);
        var inLong = new Flakiness(0, 0, LongWindowDays);
        foreach (var sample in samples)
        {
            if (!sample.Ran || sample.IsInfrastructure) continue;
            inShort = inShort.With(sample, end);
            inLong = inLong.With(sample, end);
        }

        return Choose(inShort, inLong);
    }

    /// <summary>The short window where it has enough pushes, else the long one.</summary>
    public static Flakiness Choose(Flakiness inShort, Flakiness inLong) => inShort.N < EnoughPushes ? inLong : inShort;

    /// <summary>
    /// Whether a push is in the window that ends at <paramref name="end"/>. The end is in the window, the start is not, so that windows
    /// in a row share no push.
    /// </summary>
    public static bool IsInWindow(DateTimeOffset at, DateTimeOffset end, int days)
    {
        var age = end - at; // The start itself may lie before the first moment that can be expressed.
        return age >= TimeSpan.Zero && age < TimeSpan.FromDays(days);
    }

    private Flakiness With(FlakinessSample sample, DateTimeOffset end) => IsInWindow(sample.At, end, WindowDays)
        ? this with { N = N + 1, FlakyPushes = FlakyPushes + (sample.IsFlaky ? 1 : 0) }
        : this;
}

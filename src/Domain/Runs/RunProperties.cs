namespace GroupResults.Domain.Runs;

/// <summary>What a task run ran on, as told or parsed from its job name. Null where nothing is known.</summary>
/// <param name="Platform">Such as <c>linux64-qr</c>.</param>
/// <param name="Option">The build's option, such as <c>debug</c>.</param>
/// <param name="Variant">The test variant, such as <c>swr</c>. Parsed job names have it in <paramref name="Suite"/>.</param>
/// <param name="Suite">The test suite, such as <c>mochitest-browser-chrome</c>.</param>
/// <param name="Tier">1 to <see cref="MaxTier"/>.</param>
public sealed record RunProperties(string? Platform, string? Option, string? Variant, string? Suite, int? Tier)
{
    /// <summary>In Unicode code points, of each text.</summary>
    public const int MaxTextLength = 255;

    public const int MaxTier = 9;

    public static RunProperties None { get; } = new(null, null, null, null, null);

    /// <summary>These, with what they lack taken from <paramref name="known"/>.</summary>
    public RunProperties Or(RunProperties? known) => known is null
        ? this
        : new RunProperties(Platform ?? known.Platform, Option ?? known.Option, Variant ?? known.Variant, Suite ?? known.Suite, Tier ?? known.Tier);
}

using System.Diagnostics.Metrics;
using GroupResults.Domain.Stability;
using VersionedCache;

namespace GroupResults.Application.Metrics;

/// <summary>
/// The service's counters. They are kept here and observed by the meter, so that each is exported from the first scrape,
/// even at 0.
/// </summary>
public sealed class ServiceMetrics
{
    public const string MeterName = "GroupResults";

    private static readonly string[] Stabilities = ["active", "stable"];
    private static readonly string[] IngestionOutcomes = ["changed", "unchanged", "refused"];
    private static readonly (TimeSpan Below, string Label)[] PushAges =
    [
        (TimeSpan.FromHours(1), "under_1h"),
        (TimeSpan.FromDays(1), "under_1d"),
        (TimeSpan.FromDays(7), "under_7d"),
        (TimeSpan.MaxValue, "7d_and_over"),
    ];

    private readonly long[] _hits = new long[Stabilities.Length * PushAges.Length];
    private readonly long[] _misses = new long[Stabilities.Length * PushAges.Length];
    private readonly long[] _warmUps = new long[Enum.GetValues<WarmUpOutcome>().Length];
    private readonly long[] _ingested = new long[Enum.GetValues<IngestedKind>().Length * IngestionOutcomes.Length];
    private readonly Histogram<double> _computationSeconds;
    private long _computations;

    public ServiceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("groupresults.cache.hits", () => ByPush(_hits), description: "Answers served from the cache.");
        meter.CreateObservableCounter("groupresults.cache.misses", () => ByPush(_misses), description: "Answers that were not in the cache.");
        meter.CreateObservableCounter("groupresults.computations", () => Computations, description: "Answers computed from storage.");
        meter.CreateObservableCounter("groupresults.warmups", ObserveWarmUps, description: "Finished warm-ups, by outcome.");
        meter.CreateObservableCounter("groupresults.reports", ObserveReports, description: "Received reports, by outcome.");
        meter.CreateObservableCounter("groupresults.facts", ObserveFacts, description: "Received facts of pushes beside reports, by kind and outcome.");
        _computationSeconds = meter.CreateHistogram<double>(
            "groupresults.computation",
            unit: "s",
            description: "Time to compute an answer from storage.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
    }

    public long Hits => Sum(_hits);

    public long Misses => Sum(_misses);

    public long Computations => Interlocked.Read(ref _computations);

    public long WarmUps(WarmUpOutcome outcome) => Interlocked.Read(ref _warmUps[(int)outcome]);

    internal void CacheAnswered(CacheOutcome outcome, PushStability stability, TimeSpan pushAge)
    {
        var counters = outcome is CacheOutcome.Hit ? _hits : _misses;
        var age = 0;
        while (pushAge >= PushAges[age].Below) age++;
        Interlocked.Increment(ref counters[((int)stability * PushAges.Length) + age]);
    }

    internal void Computed(TimeSpan duration)
    {
        Interlocked.Increment(ref _computations);
        _computationSeconds.Record(duration.TotalSeconds);
    }

    internal void WarmUpEnded(WarmUpOutcome outcome) => Interlocked.Increment(ref _warmUps[(int)outcome]);

    internal void Ingested(IngestedKind kind, bool changed) => Interlocked.Increment(ref IngestionCounter(kind, changed ? 0 : 1));

    /// <summary>Also called where something is refused before it becomes a command.</summary>
    public void Refused(IngestedKind kind, int count = 1) => Interlocked.Add(ref IngestionCounter(kind, 2), count);

    private static IEnumerable<Measurement<long>> ByPush(long[] counters)
    {
        for (var stability = 0; stability < Stabilities.Length; stability++)
        {
            for (var age = 0; age < PushAges.Length; age++)
            {
                yield return new Measurement<long>(
                    Interlocked.Read(ref counters[(stability * PushAges.Length) + age]),
                    new("stability", Stabilities[stability]),
                    new("push_age", PushAges[age].Label));
            }
        }
    }

    private IEnumerable<Measurement<long>> ObserveWarmUps() =>
        Enum.GetValues<WarmUpOutcome>().Select(outcome => new Measurement<long>(
            WarmUps(outcome), new KeyValuePair<string, object?>("outcome", WarmUpOutcomes.LabelOf(outcome))));

    private IEnumerable<Measurement<long>> ObserveReports() => ObserveIngested(IngestedKind.Report);

    private IEnumerable<Measurement<long>> ObserveFacts() => IngestedKinds.Facts.SelectMany(
        kind => ObserveIngested(kind, new KeyValuePair<string, object?>("kind", IngestedKinds.LabelOf(kind))));

    private IEnumerable<Measurement<long>> ObserveIngested(IngestedKind kind, params KeyValuePair<string, object?>[] labels) =>
        IngestionOutcomes.Select((label, outcome) => new Measurement<long>(
            Interlocked.Read(ref IngestionCounter(kind, outcome)), [.. labels, new KeyValuePair<string, object?>("outcome", label)]));

    /// <param name="outcome">The place in <see cref="IngestionOutcomes"/>.</param>
    private ref long IngestionCounter(IngestedKind kind, int outcome) => ref _ingested[((int)kind * IngestionOutcomes.Length) + outcome];

    private static long Sum(long[] counters)
    {
        long sum = 0;
        for (var i = 0; i < counters.Length; i++) sum += Interlocked.Read(ref counters[i]);
        return sum;
    }
}

using GroupResults.Benchmarks.Figures;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>What was seen of one attack, its row of the table, and whether the targets were met.</summary>
internal sealed class AttackFigures(Attack attack)
{
    /// <summary>Of p99 of other clients' hits, attacked to quiet.</summary>
    private const double HitTarget = 5;

    /// <summary>Of p99 of other clients' hits, attacked to what the same requests to a bare server beside the service cost them.</summary>
    private const double BareTarget = 1.5;

    /// <summary>Of p99 of a bystander's misses, attacked to quiet. None may be refused.</summary>
    private const double MissTarget = 10;

    private const long MemoryTargetBytes = 700_000_000;

    internal List<Seen> Quiet { get; } = [];

    /// <summary>While a bare server gets the attack's requests.</summary>
    internal List<Hits> Bare { get; } = [];

    internal List<Seen> Attacked { get; } = [];

    internal Tally Tally { get; } = new();

    internal TimeSpan AttackedFor { get; set; }

    internal long ResidentBytes { get; init; }

    internal long PeakBytes { get; set; }

    /// <summary>Why the service has ended, or was ended; null where it goes on.</summary>
    internal string? End { get; set; }

    internal bool IsMemoryMissed => PeakBytes >= MemoryTargetBytes;

    internal static void PrintHeader() => MarkdownTable.Header(
        "attack", "hostile", "outcomes", "REST hit, p99 quiet", "beside a bare server", "attacked", $"ratio (<= {HitTarget:0}, or {BareTarget} of the bare one)",
        "GraphQL hit, p99 quiet", "beside a bare server", "attacked", $"ratio (<= {HitTarget:0}, or {BareTarget} of the bare one)", "REST miss, p99 quiet", "attacked", $"ratio (<= {MissTarget:0})",
        "GraphQL miss, p99 quiet", "attacked", $"ratio (<= {MissTarget:0})", "misses refused (0)", "resident before",
        $"at its peak (< {MemoryTargetBytes / 1e6:0} MB)", "");

    internal void Print()
    {
        var rest = HitComparison.Of(Quiet, Bare, Attacked, hits => hits.Rest);
        var graphQL = HitComparison.Of(Quiet, Bare, Attacked, hits => hits.GraphQL);
        var restMiss = Comparison.OfMisses(Quiet, Attacked, seen => seen.Misses.RestMs);
        var graphQLMiss = Comparison.OfMisses(Quiet, Attacked, seen => seen.Misses.GraphQLMs);
        var refused = Attacked.SelectMany(seen => seen.Misses.Refusals).ToList();
        var borne = Tally.Longest > TimeSpan.Zero ? FormattableString.Invariant($"; borne for up to {Tally.Longest.TotalSeconds:0.0} s") : "";
        List<string> faults = [.. Tally.Outcomes.Where(outcome => !attack.IsExpected(outcome)).Select(outcome => $"not refused ({outcome})")];
        if (Tally.Outcomes.All(outcome => outcome == Tally.Unanswered)) faults.Add("none answered");
        if (!rest.IsMet || !graphQL.IsMet) faults.Add("p99");
        if (refused is not []) faults.Add($"misses refused ({string.Join(", ", refused.Distinct())})");
        if (Math.Max(restMiss.Ratio, graphQLMiss.Ratio) > MissTarget) faults.Add("misses");
        if (IsMemoryMissed) faults.Add("memory");
        if (End is not null) faults = [End];
        MarkdownTable.Row(
        [
            $"{attack.Name}", $"{Hostile}", $"{Tally}{borne}", .. rest.Cells, .. graphQL.Cells, .. restMiss.Cells, .. graphQLMiss.Cells, $"{refused.Count}",
            $"{ResidentBytes / 1e6:N0} MB", $"{PeakBytes / 1e6:N0} MB",
            $"{(faults is [] ? Verdict.Of(met: true) : $"{Verdict.Of(met: false)}: {string.Join(", ", faults)}")}",
        ]);
    }

    private string Hostile => attack.Held is { } held
        ? FormattableString.Invariant($"{Tally.Opened:N0} {held}")
        : FormattableString.Invariant($"{Tally.Total / AttackedFor.TotalSeconds:N1} requests/s");

    private sealed record HitComparison(double QuietMs, double? BareMs, double AttackedMs, double Ratio, double? BareRatio)
    {
        internal IEnumerable<FormattableString> Cells =>
        [
            $"{QuietMs:0.00} ms", BareMs is { } bare ? $"{bare:0.00} ms" : (FormattableString)$"", $"{AttackedMs:0.00} ms",
            BareRatio is { } ratio ? $"{Ratio:0.0} ({ratio:0.0})" : (FormattableString)$"{Ratio:0.0}",
        ];

        internal bool IsMet => Ratio <= HitTarget || BareRatio <= BareTarget;

        /// <summary>The ratios are the medians of the rounds' ratios.</summary>
        internal static HitComparison Of(List<Seen> quiet, List<Hits> bare, List<Seen> attacked, Func<Hits, Processes.WrkResult> who)
        {
            List<double> before = [.. quiet.Select(seen => Bystanders.P99Ms(who(seen.Hits), who(seen.Hits)))];
            List<double> beside = [.. bare.Zip(quiet, (seen, before) => Bystanders.P99Ms(who(seen), who(before.Hits)))];
            List<double> during = [.. attacked.Zip(quiet, (during, before) => Bystanders.P99Ms(who(during.Hits), who(before.Hits)))];
            return new HitComparison(
                Quantiles.Median(before),
                beside is [] ? null : Quantiles.Median(beside),
                Quantiles.Median(during),
                RatioOf(during, before),
                beside is [] ? null : RatioOf(during, beside));
        }

        private static double RatioOf(List<double> during, List<double> before) =>
            Quantiles.Median(during.Zip(before, (during, before) => during / before));
    }

    private sealed record Comparison(double QuietMs, double AttackedMs, double Ratio)
    {
        internal IEnumerable<FormattableString> Cells => [$"{QuietMs:0.00} ms", $"{AttackedMs:0.00} ms", $"{Ratio:0.0}"];

        /// <summary>There are too few in one round for a quantile of their own. Where none was answered, the refusals say so.</summary>
        internal static Comparison OfMisses(List<Seen> quiet, List<Seen> attacked, Func<Seen, IReadOnlyList<double>> who)
        {
            const double Quantile = 0.99;
            List<double> before = [.. quiet.SelectMany(who)], during = [.. attacked.SelectMany(who)];
            if (before is [] || during is []) return new Comparison(0, 0, 0);
            var (quietMs, attackedMs) = (Quantiles.Of(before, Quantile), Quantiles.Of(during, Quantile));
            return new Comparison(quietMs, attackedMs, attackedMs / quietMs);
        }
    }
}

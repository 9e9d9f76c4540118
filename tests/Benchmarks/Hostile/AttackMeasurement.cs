using System.Diagnostics;
using System.Net;
using GroupResults.Benchmarks.Figures;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>Measures what bystanders notice of an attack: a quiet turn and an attacked one, again and again.</summary>
internal sealed class AttackMeasurement
{
    private const double Target = 3;

    /// <summary>The attack is under way for so long when the bystanders begin.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>For what is under way at the end of a turn that is not the last.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleProcessorTime = Poll / 20;

    private readonly LoadRun _run;
    private readonly Bystanders _bystanders;
    private readonly MemoryGuard _memory;

    private AttackMeasurement(LoadRun run, Bystanders bystanders) => (_run, _bystanders, _memory) = (run, bystanders, new MemoryGuard(run.Service));

    /// <summary>Lets the service and its clients warm up.</summary>
    internal static async Task<AttackMeasurement> PrepareAsync(LoadRun run)
    {
        var bystanders = await Bystanders.PrepareAsync(run);
        await bystanders.ReadAsync();
        return new AttackMeasurement(run, bystanders);
    }

    internal static void PrintHeader() => MarkdownTable.Header(
        "attack", "hostile", "answers", "REST hit, p99 quiet", "attacked", "ratio", "GraphQL hit, p99 quiet", "attacked", "ratio", "target",
        "resident before", "at its peak", "");

    internal async Task MeasureAsync(Attack attack)
    {
        List<Seen> quiet = [], attacked = [];
        var tally = new Tally();
        var attackedFor = TimeSpan.Zero;
        var isSettled = true;
        if (!await IsSettledAsync()) throw new InvalidOperationException("The service has no quiet before an attack.");
        var before = _memory.Reset();
        await WarmUpAsync(attack);
        for (var round = 1; round <= _run.Options.Rounds && isSettled && !_run.Service.HasExited; round++)
        {
            quiet.Add(await _bystanders.ReadAsync());
            var clock = Stopwatch.StartNew();
            attacked.Add(await AttackAsync(attack, tally, isLast: round == _run.Options.Rounds));
            attackedFor += clock.Elapsed;
            isSettled = await IsSettledAsync();
        }

        if (!isSettled) _run.Service.Kill();
        Print(attack, tally, attackedFor, quiet, attacked, before, isSettled);
    }

    private async Task WarmUpAsync(Attack attack)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_run.CancellationToken);
        var turn = new AttackTurn(IPEndPoint.Parse(_run.Service.Address.Authority), _run.Options.Clients, new Tally(), stopping.Token);
        var attacking = attack.RunAsync(turn);
        await Task.Delay(attack.WarmUp, TimeProvider.System, _run.CancellationToken);
        turn.End();
        await Task.WhenAny(attacking, Task.Delay(ShortPatience, TimeProvider.System, _run.CancellationToken));
        await stopping.CancelAsync();
        await attacking;
        await IsSettledAsync();
    }

    private async Task<Seen> AttackAsync(Attack attack, Tally tally, bool isLast)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_run.CancellationToken);
        var turn = new AttackTurn(IPEndPoint.Parse(_run.Service.Address.Authority), _run.Options.Clients, tally, stopping.Token);
        var guarding = _memory.WatchAsync(stopping.Token);
        var attacking = attack.RunAsync(turn);
        try
        {
            await Task.Delay(HeadStart, TimeProvider.System, _run.CancellationToken);
            return await _bystanders.ReadAsync();
        }
        finally
        {
            turn.End();
            await Task.WhenAny(attacking, Task.Delay(isLast ? attack.Patience : ShortPatience, TimeProvider.System, _run.CancellationToken));
            await stopping.CancelAsync();
            await attacking;
            await guarding;
        }
    }

    /// <summary>Waits until the service has done what the attack left it to do.</summary>
    /// <returns>False where it did not come to an end.</returns>
    private async Task<bool> IsSettledAsync()
    {
        var clock = Stopwatch.StartNew();
        for (var spent = ProcessorTime(); clock.Elapsed < LongestSettling && !_run.Service.HasExited;)
        {
            await Task.Delay(Poll, TimeProvider.System, _run.CancellationToken);
            var now = ProcessorTime();
            if (now - spent <= IdleProcessorTime) return true;
            spent = now;
        }

        return _run.Service.HasExited;
    }

    private TimeSpan ProcessorTime()
    {
        try
        {
            using var process = Process.GetProcessById(_run.Service.Id);
            return process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return TimeSpan.Zero; // It has just died.
        }
    }

    private void Print(Attack attack, Tally tally, TimeSpan attackedFor, List<Seen> quiet, List<Seen> attacked, long before, bool isSettled)
    {
        var rest = new Slowdown(quiet, attacked, seen => seen.Rest);
        var graphQL = new Slowdown(quiet, attacked, seen => seen.GraphQL);
        var hostile = attack.Holds
            ? FormattableString.Invariant($"{tally.Opened:N0} connections")
            : FormattableString.Invariant($"{tally.Total / attackedFor.TotalSeconds:N1} requests/s");
        var borne = tally.Longest > TimeSpan.Zero ? FormattableString.Invariant($"; borne for up to {tally.Longest.TotalSeconds:0.0} s") : "";
        MarkdownTable.Row(
        [
            $"{attack.Name}", $"{hostile}", $"{tally}{borne}", .. rest.Cells, .. graphQL.Cells, $"<= {Target:0.0}",
            $"{before / 1e6:N0} MB", $"{_memory.PeakBytes / 1e6:N0} MB", $"{VerdictOf(attack, tally, rest, graphQL, isSettled)}",
        ]);
    }

    private string VerdictOf(Attack attack, Tally tally, Slowdown rest, Slowdown graphQL, bool isSettled)
    {
        if (_memory.IsExceeded) return FormattableString.Invariant($"MISSED: ended at more than {MemoryGuard.LimitBytes / 1e9:0} GB");
        if (!isSettled) return FormattableString.Invariant($"MISSED: still busy {LongestSettling.TotalSeconds:0} s later");
        if (_run.Service.HasExited) return "MISSED: the service has died";
        List<string> faults = [.. tally.Outcomes.Where(outcome => !attack.IsExpected(outcome)).Select(outcome => $"not refused ({outcome})")];
        if (tally.Outcomes.All(outcome => outcome == Tally.Unanswered)) faults.Add("none answered");
        if (Math.Max(rest.Ratio, graphQL.Ratio) > Target) faults.Add("p99");
        return faults is [] ? Verdict.Of(met: true) : $"{Verdict.Of(met: false)}: {string.Join(", ", faults)}";
    }

    /// <summary>The ratio is the median of the rounds' ratios.</summary>
    private sealed class Slowdown(List<Seen> quiet, List<Seen> attacked, Func<Seen, WrkResult> who)
    {
        private readonly List<double> _quiet = [.. quiet.Select(seen => who(seen).P99Ms)];
        private readonly List<double> _attacked = [.. attacked.Zip(quiet, (during, before) => Bystanders.P99Ms(who(during), who(before)))];

        internal double Ratio => Quantiles.Median(_attacked.Zip(_quiet, (during, before) => during / before));

        internal IEnumerable<FormattableString> Cells =>
            [$"{Quantiles.Median(_quiet):0.00} ms", $"{Quantiles.Median(_attacked):0.00} ms", $"{Ratio:0.0}"];
    }
}

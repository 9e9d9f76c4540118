using System.Diagnostics;
using System.Net;
using GroupResults.Benchmarks.Load;
using GroupResults.Benchmarks.Processes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>
/// Measures what bystanders notice of an attack: a quiet turn, one in which a bare server beside the service gets the same requests, and an
/// attacked one, again and again.
/// </summary>
internal sealed class AttackMeasurement : IDisposable
{
    /// <summary>The attack is under way for so long when the bystanders begin.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IdleProcessorTime = Poll / 20;

    private readonly LoadRun _run;
    private readonly ServiceProcess _bare;
    private readonly Bystanders _bystanders;
    private readonly MissBystander _misses;
    private readonly MemoryGuard _memory;

    private AttackMeasurement(LoadRun run, ServiceProcess bare, Bystanders bystanders) =>
        (_run, _bare, _bystanders, _misses, _memory) = (run, bare, bystanders, new MissBystander(run), new MemoryGuard(run.Service));

    /// <summary>Lets the service and its clients warm up.</summary>
    /// <param name="bare">Gets the attack's requests in the turns between.</param>
    internal static async Task<AttackMeasurement> PrepareAsync(LoadRun run, ServiceProcess bare)
    {
        var measurement = new AttackMeasurement(run, bare, await Bystanders.PrepareAsync(run));
        await measurement.ReadAsync();
        return measurement;
    }

    internal async Task MeasureAsync(Attack attack)
    {
        var isSettled = true;
        if (!await IsSettledAsync()) throw new InvalidOperationException("The service has no quiet before an attack.");
        var figures = new AttackFigures(attack) { ResidentBytes = _memory.Reset() };
        await WarmUpAsync(attack);
        for (var round = 1; round <= _run.Options.Rounds && isSettled && !_run.Service.HasExited; round++)
        {
            figures.Quiet.Add(await ReadAsync());
            if (attack.HasReference) figures.Bare.Add(await AttackBareAsync(attack));
            var clock = Stopwatch.StartNew();
            figures.Attacked.Add(await AttackAsync(attack, figures.Tally, isLast: round == _run.Options.Rounds));
            figures.AttackedFor += clock.Elapsed;
            isSettled = await IsSettledAsync();
        }

        figures.PeakBytes = _memory.PeakBytes;
        figures.End = _memory.IsExceeded ? FormattableString.Invariant($"ended at more than {MemoryGuard.LimitBytes / 1e9:0} GB")
            : !isSettled ? FormattableString.Invariant($"still busy {LongestSettling.TotalSeconds:0} s later")
            : _run.Service.HasExited ? "the service has died"
            : null;
        if (!isSettled || figures.IsMemoryMissed) _run.Service.Kill(); // The next attack is not to answer for what this one has left.
        figures.Print();
    }

    public void Dispose() => _misses.Dispose();

    private async Task WarmUpAsync(Attack attack)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_run.CancellationToken);
        var turn = TurnAt(_run.Service, new Tally(), stopping);
        var attacking = attack.RunAsync(turn);
        await Task.Delay(attack.WarmUp, TimeProvider.System, _run.CancellationToken);
        turn.End();
        await Task.WhenAny(attacking, Task.Delay(attack.ShortPatience, TimeProvider.System, _run.CancellationToken));
        await stopping.CancelAsync();
        await attacking;
        await IsSettledAsync();
    }

    private async Task<Seen> AttackAsync(Attack attack, Tally tally, bool isLast)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_run.CancellationToken);
        var turn = TurnAt(_run.Service, tally, stopping);
        var guarding = _memory.WatchAsync(stopping.Token);
        var attacking = attack.RunAsync(turn);
        try
        {
            await Task.Delay(HeadStart, TimeProvider.System, _run.CancellationToken);
            return await ReadAsync(Task.WhenAny(turn.Full, attacking, Task.Delay(attack.FillTime, TimeProvider.System, _run.CancellationToken)));
        }
        finally
        {
            turn.End();
            await Task.WhenAny(attacking, Task.Delay(isLast ? attack.Patience : attack.ShortPatience, TimeProvider.System, _run.CancellationToken));
            await stopping.CancelAsync();
            await attacking;
            await guarding;
        }
    }

    /// <summary>What the requests cost the machine, whoever answers them: the hostile clients run on the same cores.</summary>
    private async Task<Hits> AttackBareAsync(Attack attack)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_run.CancellationToken);
        var turn = TurnAt(_bare, new Tally(), stopping);
        var attacking = attack.RunAsync(turn);
        await Task.Delay(HeadStart, TimeProvider.System, _run.CancellationToken);
        var hits = await _bystanders.ReadAsync();
        turn.End();
        await Task.WhenAny(attacking, Task.Delay(attack.ShortPatience, TimeProvider.System, _run.CancellationToken));
        await stopping.CancelAsync();
        await attacking;
        return hits;
    }

    private AttackTurn TurnAt(ServiceProcess service, Tally tally, CancellationTokenSource stopping) =>
        new(IPEndPoint.Parse(service.Address.Authority), _run.Options.Clients, tally, stopping.Token);

    /// <summary>Hits first and misses after them: a core that computes would be what the hits' p99 shows.</summary>
    /// <param name="between">What the misses wait for.</param>
    private async Task<Seen> ReadAsync(Task? between = null)
    {
        var hits = await _bystanders.ReadAsync();
        if (between is not null) await between;
        return new Seen(hits, await _misses.ReadAsync());
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
}

using Coravel.Scheduling.Schedule;
using Coravel.Scheduling.Schedule.Interfaces;
using Microsoft.Extensions.Hosting;

namespace GroupResults.Infrastructure.Warming;

/// <summary>
/// Drives Coravel's schedule with a timer instead of Coravel's host. The host uses the wall clock and replays each second
/// that it missed: after a jump of years, it would use gigabytes and run for hours. With a timer, a clock jump causes at
/// most one tick, and ticks never overlap.
/// </summary>
internal sealed class WarmUpSchedule(IScheduler scheduler, WarmingSettings settings, TimeProvider time) : IHostedService, IDisposable
{
    private bool _isEnabled;
    private PeriodicTimer? _timer;
    private Task _running = Task.CompletedTask;

    /// <summary>Call before the start; otherwise there are no ticks.</summary>
    internal void Enable()
    {
        scheduler.Schedule<WarmUpTick>().EverySecond(); // Due at every tick; the timer sets the interval.
        scheduler.Schedule<RollUpTick>().EverySecond();
        _isEnabled = true;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isEnabled) return Task.CompletedTask;
        _timer = new PeriodicTimer(settings.PollInterval, time);
        _running = RunAsync(_timer);
        return Task.CompletedTask;
    }

    /// <summary>Waits for a running tick, which the application's stop has cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return _running;
    }

    public void Dispose() => _timer?.Dispose();

    private async Task RunAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync()) await ((Scheduler)scheduler).RunAtAsync(time.GetUtcNow().UtcDateTime);
    }
}

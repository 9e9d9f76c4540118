using Coravel.Scheduling.Schedule;
using Coravel.Scheduling.Schedule.Interfaces;
using Microsoft.Extensions.Hosting;

namespace GroupResults.Infrastructure.Warming;

/// <summary>
/// Runs Coravel's schedule, in the place of its own host. That one goes by the wall clock and makes up for each second
/// that it believes to have missed: after a jump of years it counts them in gigabytes, and runs for hours. This one goes
/// by a timer, so that no jump of the clock is more than one tick, and a tick that comes too early waits for the one before it.
/// </summary>
internal sealed class WarmUpSchedule(IScheduler scheduler, WarmingSettings settings, TimeProvider time) : IHostedService, IDisposable
{
    private bool _isEnabled;
    private PeriodicTimer? _timer;
    private Task _running = Task.CompletedTask;

    /// <summary>To be called before the start, without which there is no tick.</summary>
    internal void Enable()
    {
        scheduler.Schedule<WarmUpTick>().EverySecond(); // Whenever it is asked: the timer has the interval.
        _isEnabled = true;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isEnabled) return Task.CompletedTask;
        _timer = new PeriodicTimer(settings.PollInterval, time);
        _running = RunAsync(_timer);
        return Task.CompletedTask;
    }

    /// <summary>A tick that runs ends first; the application's stop has told it to.</summary>
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

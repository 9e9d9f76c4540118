using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace GroupResults.Tests;

/// <summary>A clock that stands still until a test moves it, and that tells which timers run: then the service waits for what the test is about to do.</summary>
internal sealed class TestTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<Timer, TimeSpan> _timers = new();
    private readonly ConcurrentDictionary<TimeSpan, int> _made = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        _timers[timer] = dueTime;
        _made.AddOrUpdate(dueTime, 1, static (_, count) => count + 1);
        return timer;
    }

    /// <summary>How many timers of this time have been made and not yet disposed of.</summary>
    internal int TimersRunning(TimeSpan dueTime) => _timers.Values.Count(each => each == dueTime);

    /// <summary>Ends when so many run.</summary>
    internal Task TimersRunAsync(TimeSpan dueTime, int count) =>
        Eventually.TrueAsync(() => TimersRunning(dueTime) == count, $"{count} timers of {dueTime}");

    /// <summary>The same with others of that time beside them, such as those of a scrape that counts the pushes of all services in this process.</summary>
    internal Task TimersRunOrMoreAsync(TimeSpan dueTime, int count) =>
        Eventually.TrueAsync(() => TimersRunning(dueTime) >= count, $"{count} timers of {dueTime} or more");

    /// <summary>Ends when so many have been made since the start.</summary>
    internal Task TimersMadeAsync(TimeSpan dueTime, int count) =>
        Eventually.TrueAsync(() => _made.GetValueOrDefault(dueTime) == count, $"timer {count} of {dueTime}");

    private sealed class Timer(TestTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            time._timers.TryRemove(this, out _);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            time._timers.TryRemove(this, out _);
            return inner.DisposeAsync();
        }
    }
}

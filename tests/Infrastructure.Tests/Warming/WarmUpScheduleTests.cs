using System.Collections.Concurrent;
using GroupResults.Application.Warming;
using GroupResults.Infrastructure.Warming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GroupResults.Infrastructure.Tests.Warming;

/// <summary>When the service looks for warm-ups by itself.</summary>
public sealed class WarmUpScheduleTests : IAsyncLifetime
{
    private static readonly TimeSpan Poll = WarmingSettings.DefaultPollInterval;

    private readonly Polls _polls = new();
    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync(new TestServiceOptions
        {
            Configure = services =>
            {
                services.AddSingleton<IHostApplicationLifetime>(new Lifetime());
                services.Decorate<IWarmUpQueue>(_polls.Before);
            },
        });
        _polls.Time = _service.Time;
        _service.Get<IServiceProvider>().ScheduleWarmUps();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Coravel's own host would look once for each second that it believes to have missed.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(20 * 365)]
    [InlineData(-2)]
    public async Task Clock_Jumps_IsOnePoll(int days)
    {
        var hosted = _service.Get<IEnumerable<IHostedService>>().ToList();
        foreach (var service in hosted) await service.StartAsync(TestContext.Current.CancellationToken);
        var start = _service.Time.GetUtcNow();

        await AdvanceAsync(expectedPolls: 1);
        _service.Time.AdjustTime(start + Poll + TimeSpan.FromDays(days));
        await AdvanceAsync(expectedPolls: 2);
        await AdvanceAsync(expectedPolls: 3);

        foreach (var service in hosted) await service.StopAsync(TestContext.Current.CancellationToken);
        var jump = TimeSpan.FromDays(days);
        Assert.Equal([start + Poll, start + (2 * Poll) + jump, start + (3 * Poll) + jump], _polls.Times);
        Assert.DoesNotContain(hosted, service => service.GetType().Assembly.GetName().Name == "Coravel");
    }

    private Task AdvanceAsync(int expectedPolls)
    {
        _service.Time.Advance(Poll);
        return Eventually.TrueAsync(() => _polls.Times.Count >= expectedPolls, "a poll");
    }

    private sealed class Polls : IWarmUpQueue
    {
        private readonly ConcurrentQueue<DateTimeOffset> _times = new();
        private IWarmUpQueue _inner = null!;

        internal TimeProvider Time { get; set; } = TimeProvider.System;

        internal IReadOnlyCollection<DateTimeOffset> Times => _times;

        internal IWarmUpQueue Before(IWarmUpQueue inner)
        {
            _inner = inner;
            return this;
        }

        public Task<WarmUpClaim?> ClaimNextAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
        {
            _times.Enqueue(Time.GetUtcNow());
            return _inner.ClaimNextAsync(now, lease, cancellationToken);
        }

        public Task RemoveAsync(WarmUpClaim claim, CancellationToken cancellationToken) => _inner.RemoveAsync(claim, cancellationToken);

        public Task RescheduleAsync(WarmUpClaim claim, int attempts, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
            _inner.RescheduleAsync(claim, attempts, dueAt, cancellationToken);

        public Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => _inner.CountDueAsync(now, cancellationToken);
    }

    /// <summary>Of an application that has started and goes on.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
            // It goes on.
        }
    }
}

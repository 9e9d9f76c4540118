using Microsoft.Extensions.Logging;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// A circuit breaker before Redis. One call that fails or exceeds its time-out opens the circuit: from then on requests do not wait for
/// Redis at all, until a probe in the background has been answered. So the delay that a slow or dead Redis costs is bounded, and then gone.
/// </summary>
internal sealed class RedisCircuitBreaker(RedisClient client, TimeProvider time, ILogger<RedisCircuitBreaker> log) : IAsyncDisposable
{
    internal static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Nobody waits for a removal, so a slow one says nothing of reads. One that is never answered does.</summary>
    internal static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private bool _isClosed;
    private Task _probing = Task.CompletedTask;

    /// <summary>Whether Redis may be asked now.</summary>
    internal bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Probes once, so that a Redis that is there serves from the first request on. If it is not, goes on probing in the background.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await ProbeAsync())
        {
            log.SharedCacheLost("it does not answer at the start");
            StartProbing();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Stops all calls until a probe is answered.</summary>
    internal void Open(Exception reason)
    {
        if (!Interlocked.Exchange(ref _isClosed, false) || _stopping.IsCancellationRequested) return;
        log.SharedCacheLost(reason.GetType().Name);
        StartProbing();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _probing;
        _stopping.Dispose();
    }

    private void StartProbing() => _probing = Task.Run(async () =>
    {
        try
        {
            do
            {
                await Task.Delay(ProbeInterval, time, _stopping.Token);
            }
            while (!await ProbeAsync());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The service stops.
        }
    });

    private async Task<bool> ProbeAsync()
    {
        try
        {
            var multiplexer = await client.ConnectAsync().WaitAsync(ConnectTimeout, time, _stopping.Token);
            await multiplexer.GetDatabase().PingAsync().WaitAsync(CallTimeout, time, _stopping.Token);
            if (!Interlocked.Exchange(ref _isClosed, true)) log.SharedCacheBack();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stopping.IsCancellationRequested)
        {
            // Whatever it is, the next probe tells whether it has passed. It must not end the process while the service stops, either:
            // the client may be disposed of by then.
            return false;
        }
    }
}

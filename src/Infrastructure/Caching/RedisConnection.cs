using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// Whether Redis may be asked now. One call that fails or takes over <see cref="CallTimeout"/> closes it; from then on
/// requests do not wait for Redis at all, until a probe behind their backs has had an answer. So the delay that a slow
/// or dead Redis costs is bounded, and then gone.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    internal static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Nobody waits for a removal: that one is slow says nothing of reads. One that is never answered does.</summary>
    internal static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(1);

    internal static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The client's own limits, where the operator sets no others. No call is waited for longer than <see cref="RemovalTimeout"/>.</summary>
    private const string ClientDefaults = "connectTimeout=1000,asyncTimeout=1000,";

    private readonly TimeProvider _time;
    private readonly ILogger<RedisConnection> _log;
    private readonly ConfigurationOptions _options;
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _multiplexer;
    private readonly CancellationTokenSource _stopping = new();
    private int _state = Closed;
    private Task _probing = Task.CompletedTask;

    private const int Closed = 0;
    private const int Open = 1;

    internal RedisConnection(string connectionString, TimeProvider time, ILogger<RedisConnection> log)
    {
        _time = time;
        _log = log;
        _options = ConfigurationOptions.Parse(ClientDefaults + connectionString);
        _options.AbortOnConnectFail = false;
        _options.BacklogPolicy = BacklogPolicy.FailFast;
        _options.ReconnectRetryPolicy = new LinearRetry(500);
        _options.ClientName ??= "GroupResults";
    }

    internal bool IsOpen => Volatile.Read(ref _state) == Open;

    /// <summary>The one client. It connects by itself once it is made; where making it failed, the next call tries again.</summary>
    internal Task<IConnectionMultiplexer> MultiplexerAsync()
    {
        lock (_lock)
        {
            if (_multiplexer is null or { IsFaulted: true }) _multiplexer = ConnectAsync();
            return _multiplexer;
        }
    }

    /// <summary>Tries once, so that a Redis that is there serves from the first request on; goes on trying behind.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await ProbeAsync())
        {
            _log.SharedCacheLost("it does not answer at the start");
            StartProbing();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    internal void Close(Exception reason)
    {
        if (Interlocked.Exchange(ref _state, Closed) == Closed || _stopping.IsCancellationRequested) return;
        _log.SharedCacheLost(reason.GetType().Name);
        StartProbing();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _probing;
        if (_multiplexer is { IsCompletedSuccessfully: true })
        {
            try
            {
                await (await _multiplexer).DisposeAsync();
            }
            catch (RedisException)
            {
                // It never connected: there is nothing to close.
            }
        }

        _stopping.Dispose();
    }

    private void StartProbing() => _probing = Task.Run(async () =>
    {
        try
        {
            do
            {
                await Task.Delay(ProbeInterval, _time, _stopping.Token);
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
            var multiplexer = await MultiplexerAsync().WaitAsync(TimeSpan.FromSeconds(2), _time, _stopping.Token);
            await multiplexer.GetDatabase().PingAsync().WaitAsync(CallTimeout, _time, _stopping.Token);
            if (Interlocked.Exchange(ref _state, Open) == Closed) _log.SharedCacheBack();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stopping.IsCancellationRequested)
        {
            // Whatever it is, the next probe tells whether it has passed. While the service stops it must not end the process either:
            // a probe may fail only then, and the container disposes the cache, and with it the client, before this.
            return false;
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(_options);
}

using StackExchange.Redis;

namespace GroupResults.Infrastructure.Caching;

/// <summary>The one connection to Redis. It is made when it is first needed and restores itself from then on.</summary>
internal sealed class RedisClient : IAsyncDisposable
{
    /// <summary>The client's own limits, unless the operator sets others.</summary>
    private const string Defaults = "connectTimeout=1000,asyncTimeout=1000,";

    private readonly ConfigurationOptions _options;
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _multiplexer;

    /// <param name="connectionString">In StackExchange.Redis's form.</param>
    internal RedisClient(string connectionString)
    {
        _options = ConfigurationOptions.Parse(Defaults + connectionString);
        _options.AbortOnConnectFail = false;
        _options.BacklogPolicy = BacklogPolicy.FailFast;
        _options.ReconnectRetryPolicy = new LinearRetry(500);
        _options.ClientName ??= "GroupResults";
    }

    /// <summary>If making the connection failed, the next call tries again.</summary>
    internal Task<IConnectionMultiplexer> ConnectAsync()
    {
        lock (_lock)
        {
            if (_multiplexer is null or { IsFaulted: true }) _multiplexer = MakeAsync();
            return _multiplexer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is not { IsCompletedSuccessfully: true }) return;
        try
        {
            await (await _multiplexer).DisposeAsync();
        }
        catch (RedisException)
        {
            // It never connected: there is nothing to close.
        }
    }

    private async Task<IConnectionMultiplexer> MakeAsync() => await ConnectionMultiplexer.ConnectAsync(_options);
}

using GroupResults.Application.Caching;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VersionedCache;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// The shared level in Redis, one string for each entry. Keys carry the version, so a Redis that was away and comes back with old entries,
/// or a write that arrives late, cannot make an entry wrong.
/// </summary>
internal sealed class RedisLevel(
    IRedisStrings redis, RedisCircuitBreaker breaker, TimeProvider time, ILogger<RedisLevel> log) : ISharedLevel<PushVersion>
{
    /// <summary>Redis's error for a key that holds another type than the command is for.</summary>
    private const string WrongType = "WRONGTYPE";

    private readonly Kind _reads = new("reads", RedisCircuitBreaker.CallTimeout);
    private readonly Kind _writes = new("writes", RedisCircuitBreaker.CallTimeout);
    private readonly Kind _removals = new("removals", RedisCircuitBreaker.RemovalTimeout);

    public bool IsConfigured => true;

    public async Task<CacheEntry<PushVersion>?> FindAsync(CacheKey<PushVersion> key, CancellationToken cancellationToken)
    {
        var name = key.ToString();
        var value = await CallAsync(_reads, name, () => redis.GetAsync(name), cancellationToken);
        if (value is null) return null;
        var entry = SharedEntryFormat.Read(key, value);
        if (entry is null) log.SharedEntryCorrupt(name);
        return entry is null || entry.ExpiresAt <= time.GetUtcNow() ? null : entry;
    }

    public async Task StoreAsync(CacheEntry<PushVersion> entry, CancellationToken cancellationToken)
    {
        var timeToLive = entry.ExpiresAt - time.GetUtcNow();
        if (timeToLive <= TimeSpan.Zero) return;
        var name = entry.Key.ToString();
        await CallAsync(
            _writes,
            name,
            async () =>
            {
                await redis.SetAsync(name, SharedEntryFormat.Write(entry), timeToLive);
                return true;
            },
            cancellationToken);
    }

    public async Task RemoveAsync(CacheKey<PushVersion> key, CancellationToken cancellationToken)
    {
        var name = key.ToString();
        await CallAsync(
            _removals,
            name,
            async () =>
            {
                await redis.RemoveAsync(name);
                return true;
            },
            cancellationToken);
    }

    private async Task<T?> CallAsync<T>(Kind kind, string name, Func<Task<T?>> call, CancellationToken cancellationToken)
    {
        if (!breaker.IsClosed) return default;
        try
        {
            // The client cannot take back a command that was sent: after the time-out nobody waits for it any more.
            var result = await call().WaitAsync(kind.Timeout, time, cancellationToken);
            if (kind.TakesAgain()) log.SharedCacheTakesAgain(kind.Name);
            return result;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith(WrongType, StringComparison.Ordinal))
        {
            log.SharedEntryCorrupt(name);
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            // It answers, but refuses: full, read-only or loading. Reads may still hit.
            if (kind.BeginsToRefuse()) log.SharedCacheRefuses(kind.Name, exception.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever else: a cache must not make a request fail.
            breaker.Open(exception);
        }

        return default;
    }

    /// <summary>
    /// Calls that Redis takes or refuses alike: a full one refuses writes and still answers reads. The beginning and the end of a refusal are
    /// logged, not each call.
    /// </summary>
    private sealed class Kind(string name, TimeSpan timeout)
    {
        private bool _isRefused;

        internal string Name => name;

        internal TimeSpan Timeout => timeout;

        internal bool BeginsToRefuse() => !Interlocked.Exchange(ref _isRefused, true);

        internal bool TakesAgain() => Volatile.Read(ref _isRefused) && Interlocked.Exchange(ref _isRefused, false);
    }
}

using GroupResults.Application.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VersionedCache;

namespace GroupResults.Infrastructure.Caching;

/// <summary>
/// The shared cache in Redis. Keys carry the version, so a Redis that was away and comes back with old entries, or a
/// write that arrives late, cannot make an entry wrong.
/// </summary>
internal sealed class RedisLevel(
    IDistributedCache redis, RedisConnection connection, TimeProvider time, ILogger<RedisLevel> log) : ISharedLevel<PushVersion>
{
    private readonly Kind _reads = new("reads", RedisConnection.CallTimeout);
    private readonly Kind _writes = new("writes", RedisConnection.CallTimeout);
    private readonly Kind _removals = new("removals", RedisConnection.RemovalTimeout);

    public bool IsConfigured => true;

    public async Task<CacheEntry<PushVersion>?> FindAsync(CacheKey<PushVersion> key, CancellationToken cancellationToken)
    {
        var name = key.ToString();
        var value = await CallAsync(_reads, name, token => redis.GetAsync(name, token), cancellationToken);
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
        var options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = timeToLive };
        await CallAsync(
            _writes,
            name,
            async token =>
            {
                await redis.SetAsync(name, SharedEntryFormat.Write(entry), options, token);
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
            async token =>
            {
                await redis.RemoveAsync(name, token);
                return true;
            },
            cancellationToken);
    }

    private async Task<T?> CallAsync<T>(Kind kind, string name, Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen) return default;
        try
        {
            // The client cannot take back a command that was sent: after the time-out nobody waits for it any more.
            var result = await call(cancellationToken).WaitAsync(kind.Timeout, time, cancellationToken);
            if (kind.TakesAgain()) log.SharedCacheTakesAgain(kind.Name);
            return result;
        }
        catch (Exception exception) when (exception is InvalidCastException or ArgumentException or OverflowException)
        {
            // The client cannot make sense of the entry's own fields: somebody else wrote there.
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
            connection.Close(exception);
        }

        return default;
    }

    /// <summary>Calls that Redis takes or refuses alike: one that is full refuses writes, and still answers reads. The beginning and the end are logged, not each call.</summary>
    private sealed class Kind(string name, TimeSpan timeout)
    {
        private bool _isRefused;

        internal string Name => name;

        internal TimeSpan Timeout => timeout;

        internal bool BeginsToRefuse() => !Interlocked.Exchange(ref _isRefused, true);

        internal bool TakesAgain() => Volatile.Read(ref _isRefused) && Interlocked.Exchange(ref _isRefused, false);
    }
}

using StackExchange.Redis;

namespace GroupResults.Infrastructure.Caching;

/// <summary>The commands that the shared level is made of. Each is one round trip.</summary>
internal interface IRedisStrings
{
    /// <returns>Null if there is no such key.</returns>
    Task<byte[]?> GetAsync(string key);

    /// <summary>Overwrites whatever the key holds, of any type.</summary>
    Task SetAsync(string key, byte[] value, TimeSpan timeToLive);

    Task RemoveAsync(string key);
}

/// <inheritdoc />
internal sealed class RedisStrings(RedisClient client) : IRedisStrings
{
    public async Task<byte[]?> GetAsync(string key) => await (await DatabaseAsync()).StringGetAsync(key);

    public async Task SetAsync(string key, byte[] value, TimeSpan timeToLive) => await (await DatabaseAsync()).StringSetAsync(key, value, timeToLive);

    public async Task RemoveAsync(string key) => await (await DatabaseAsync()).KeyDeleteAsync(key);

    private async Task<IDatabase> DatabaseAsync() => (await client.ConnectAsync()).GetDatabase();
}

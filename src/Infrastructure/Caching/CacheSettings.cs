namespace GroupResults.Infrastructure.Caching;

/// <summary>How much is cached, and where.</summary>
/// <param name="MemoryLimitBytes">For this process's cache, all forms of all answers together.</param>
/// <param name="RedisConnectionString">StackExchange.Redis's form; null for memory only.</param>
public sealed record CacheSettings(long MemoryLimitBytes, string? RedisConnectionString)
{
    public const long DefaultMemoryLimitBytes = 256 * 1024 * 1024;
    public const long MinMemoryLimitBytes = 16 * 1024 * 1024;
}

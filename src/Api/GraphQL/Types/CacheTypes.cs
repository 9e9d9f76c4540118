using GraphQL.Types;
using GroupResults.Application.Caching;
using GroupResults.Application.Monitoring;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class CacheEntryType : ObjectGraphType<CacheEntryView>
{
    public CacheEntryType()
    {
        Name = "CacheEntry";
        Description = "The cache entry of a push's result map at one version.";
        Field<NonNullGraphType<StringGraphType>>("key").Description("The cache key, which contains the version.").Resolve(context => context.Source.Key);
        Field<NonNullGraphType<DateTimeGraphType>>("storedAt").Description("When it was computed.").Resolve(context => context.Source.StoredAt.UtcDateTime);
        Field<NonNullGraphType<DateTimeGraphType>>("expiresAt").Description("When it expires.").Resolve(context => context.Source.ExpiresAt.UtcDateTime);
        Field<NonNullGraphType<LongGraphType>>("sizeBytes").Description("The size of all cached forms (plain, gzip, br).").Resolve(context => context.Source.SizeBytes);
        Field<NonNullGraphType<BooleanGraphType>>("warmed").Description("Whether a warm-up computed or confirmed it.").Resolve(context => context.Source.Warmed);
    }
}

internal sealed class CacheStatisticsType : ObjectGraphType<CacheStatistics>
{
    public CacheStatisticsType()
    {
        Name = "CacheStatistics";
        Description = "Statistics of this instance's cache. Counters start at 0 with the process.";
        Field<NonNullGraphType<LongGraphType>>("hits").Description("Answers served from the cache.").Resolve(context => context.Source.Hits);
        Field<NonNullGraphType<LongGraphType>>("misses").Description("Answers that were not in the cache.").Resolve(context => context.Source.Misses);
        Field<NonNullGraphType<LongGraphType>>("computations").Description("Answers computed from storage. Requests that wait together share one computation.")
            .Resolve(context => context.Source.Computations);
        Field<NonNullGraphType<FloatGraphType>>("hitRate").Description("The share of hits among all answers, 0 to 1; 0 before the first answer.").Resolve(context => context.Source.HitRate);
        Field<NonNullGraphType<IntGraphType>>("activePushes").Description("Active pushes in storage, of all repositories.").Resolve(context => context.Source.ActivePushes);
        Field<NonNullGraphType<IntGraphType>>("stablePushes").Description("Stable pushes in storage, of all repositories.").Resolve(context => context.Source.StablePushes);
        Field<NonNullGraphType<IntGraphType>>("warmUpsDue").Description("Warm-ups that are due.").Resolve(context => context.Source.WarmUpsDue);
        Field<NonNullGraphType<LongGraphType>>("warmUpsSucceeded").Description("Warm-ups that succeeded on this instance.").Resolve(context => context.Source.WarmUpsSucceeded);
        Field<NonNullGraphType<LongGraphType>>("warmUpsFailed").Description("Warm-ups that failed on this instance after all retries.").Resolve(context => context.Source.WarmUpsFailed);
        Field<NonNullGraphType<IntGraphType>>("entries").Description("Entries in this instance's memory.").Resolve(context => context.Source.Entries);
        Field<NonNullGraphType<LongGraphType>>("bytes").Description("Bytes in this instance's memory.").Resolve(context => context.Source.Bytes);
        Field<NonNullGraphType<LongGraphType>>("limitBytes").Description("The memory limit of the cache.").Resolve(context => context.Source.LimitBytes);
    }
}

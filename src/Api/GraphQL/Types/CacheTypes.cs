using GraphQL.Types;
using GroupResults.Application.Caching;
using GroupResults.Application.Monitoring;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class CacheEntryType : ObjectGraphType<CacheEntryView>
{
    public CacheEntryType()
    {
        Name = "CacheEntry";
        Description = "What is cached of a push's result map at its version.";
        Field<NonNullGraphType<StringGraphType>>("key").Description("Where it is cached; the version is in it.").Resolve(context => context.Source.Key);
        Field<NonNullGraphType<DateTimeGraphType>>("storedAt").Description("When it was computed.").Resolve(context => context.Source.StoredAt.UtcDateTime);
        Field<NonNullGraphType<DateTimeGraphType>>("expiresAt").Description("When it will be forgotten.").Resolve(context => context.Source.ExpiresAt.UtcDateTime);
        Field<NonNullGraphType<LongGraphType>>("sizeBytes").Description("Of all forms (plain, gzip, br) that are there.").Resolve(context => context.Source.SizeBytes);
        Field<NonNullGraphType<BooleanGraphType>>("warmed").Description("Whether a warm-up made it or vouched for it.").Resolve(context => context.Source.Warmed);
    }
}

internal sealed class CacheStatisticsType : ObjectGraphType<CacheStatistics>
{
    public CacheStatisticsType()
    {
        Name = "CacheStatistics";
        Description = "How the cache of this instance does; the counters began with the process.";
        Field<NonNullGraphType<LongGraphType>>("hits").Description("Answers whose bytes were there.").Resolve(context => context.Source.Hits);
        Field<NonNullGraphType<LongGraphType>>("misses").Description("Answers that had to be computed.").Resolve(context => context.Source.Misses);
        Field<NonNullGraphType<LongGraphType>>("computations").Description("Answers computed from the storage; requests that wait together share one.")
            .Resolve(context => context.Source.Computations);
        Field<NonNullGraphType<FloatGraphType>>("hitRate").Description("Hits among all answers, 0 to 1; 0 before the first.").Resolve(context => context.Source.HitRate);
        Field<NonNullGraphType<IntGraphType>>("activePushes").Description("In the storage, over all repositories.").Resolve(context => context.Source.ActivePushes);
        Field<NonNullGraphType<IntGraphType>>("stablePushes").Description("In the storage, over all repositories.").Resolve(context => context.Source.StablePushes);
        Field<NonNullGraphType<IntGraphType>>("warmUpsDue").Description("Due and not done.").Resolve(context => context.Source.WarmUpsDue);
        Field<NonNullGraphType<LongGraphType>>("warmUpsSucceeded").Description("Done by this instance.").Resolve(context => context.Source.WarmUpsSucceeded);
        Field<NonNullGraphType<LongGraphType>>("warmUpsFailed").Description("Given up by this instance after all retries.").Resolve(context => context.Source.WarmUpsFailed);
        Field<NonNullGraphType<IntGraphType>>("entries").Description("In this instance's memory.").Resolve(context => context.Source.Entries);
        Field<NonNullGraphType<LongGraphType>>("bytes").Description("In this instance's memory.").Resolve(context => context.Source.Bytes);
        Field<NonNullGraphType<LongGraphType>>("limitBytes").Description("How much memory the cache may take.").Resolve(context => context.Source.LimitBytes);
    }
}

using FluentValidation;
using GroupResults.Application.Access;
using GroupResults.Application.Admission;
using GroupResults.Application.Behaviors;
using GroupResults.Application.Caching;
using GroupResults.Application.Changes;
using GroupResults.Application.Facts;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Metrics;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Application.Rollups;
using GroupResults.Application.Warming;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using VersionedCache;

namespace GroupResults.Application;

public static class DependencyInjection
{
    /// <summary>
    /// The use cases. The ports, metrics, logging, a <see cref="TimeProvider"/>, a <see cref="Domain.Stability.StabilityPolicy"/> and a
    /// <see cref="QuestionSettings"/> come from the layers outside. All of it is free of state per request, so computations outlive the request that began them.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddSingleton<ServiceMetrics>();
        services.AddSingleton<StorageGauges>();
        services.AddSingleton<PushSignals>();
        services.AddSingleton<IPushChangeListener>(provider => provider.GetRequiredService<PushSignals>());
        services.AddSingleton<ChangePublisher>();
        services.AddSingleton<ICurrentVersions<PushVersion>, CurrentPushVersions>();
        services.AddSingleton<VersionCache<PushVersion, PushKey>>();
        services.AddSingleton<PushCachePolicy>();
        services.AddSingleton<IComputationLimiter, NoComputationLimiter>();
        services.AddSingleton<IPushChangeListener>(provider => provider.GetRequiredService<PushCachePolicy>());
        services.AddSingleton<ReportRecorder>();
        services.AddSingleton<SummaryCache>();
        services.AddSingleton<TokenAuthenticator>();
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();

        // The order of registration is the order from the outside in.
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(RefusedIngestionBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));

        services.AddSingleton<IRequestHandler<RecordGroupResults, RecordedReport>, RecordGroupResultsHandler>();
        services.AddSingleton<IRequestHandler<RecordGroupResultsBatch, IReadOnlyList<RecordedReport>>, RecordGroupResultsBatchHandler>();
        services.AddSingleton<IRequestHandler<IngestErrorSummary, RecordedReport>, IngestErrorSummaryHandler>();
        services.AddSingleton<IRequestHandler<RecordPush, RecordedFact>, RecordPushHandler>();
        services.AddSingleton<IRequestHandler<RecordTaskStates, IReadOnlyList<RecordedFact>>, RecordTaskStatesHandler>();
        services.AddSingleton<IRequestHandler<SetExpectedTasks, RecordedFact>, SetExpectedTasksHandler>();
        services.AddSingleton<IRequestHandler<IngestManifestsByTask, IngestedManifests>, IngestManifestsByTaskHandler>();
        services.AddSingleton<IRequestHandler<ClassifyFailures, RecordedFact>, ClassifyFailuresHandler>();
        services.AddSingleton<IRequestHandler<GetPush, PushView?>, GetPushHandler>();
        services.AddSingleton<IRequestHandler<FindByPrefix, PushHead?>, FindByPrefixHandler>();
        services.AddSingleton<IRequestHandler<ListPushes, PushListPage>, ListPushesHandler>();
        services.AddSingleton<IRequestHandler<OpenQuestions, QuestionSession>, OpenQuestionsHandler>();
        services.AddAnswer<ResultMapContent, GetResultMapHandler>();
        services.AddAnswer<ResultCountsContent, GetResultCountsHandler>();
        services.AddSingleton<IRequestHandler<GetCacheEntry, CacheEntryView?>, GetCacheEntryHandler>();
        services.AddSingleton<IRequestHandler<GetCacheStatistics, CacheStatistics>, GetCacheStatisticsHandler>();
        services.AddSingleton<IRequestHandler<RunDueWarmUps, int>, RunDueWarmUpsHandler>();
        services.AddSingleton<IRequestHandler<RollUpStablePushes, int>, RollUpStablePushesHandler>();
        services.AddSingleton<IRequestHandler<CreateAccessToken, CreatedAccessToken>, CreateAccessTokenHandler>();
        services.AddSingleton<IRequestHandler<RevokeAccessToken, AccessToken>, RevokeAccessTokenHandler>();
        services.AddSingleton<IRequestHandler<ListAccessTokens, IReadOnlyList<AccessToken>>, ListAccessTokensHandler>();

        services.AddValidatorsFromAssembly(typeof(DependencyInjection).Assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        return services;
    }

    /// <summary>A representation of pushes that is read through the cache, and the handler that computes it.</summary>
    public static void AddAnswer<TContent, THandler>(this IServiceCollection services)
        where TContent : IPushContent
        where THandler : class, IRequestHandler<GetAnswer<TContent>, PushAnswer?>
    {
        services.AddSingleton<IPipelineBehavior<GetAnswer<TContent>, PushAnswer?>, CachingBehavior<TContent>>();
        services.AddSingleton<IRequestHandler<GetAnswer<TContent>, PushAnswer?>, THandler>();
    }
}

using FluentValidation;
using GroupResults.Application.Access;
using GroupResults.Application.Behaviors;
using GroupResults.Application.Caching;
using GroupResults.Application.Changes;
using GroupResults.Application.Ingestion;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Application.Warming;
using GroupResults.Domain.Access;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Application;

public static class DependencyInjection
{
    /// <summary>
    /// The use cases. The ports, metrics, logging, a <see cref="TimeProvider"/> and a <see cref="Domain.Stability.StabilityPolicy"/> come
    /// from the layers outside. All of it is free of state per request, so computations outlive the request that began them.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddSingleton<ServiceMetrics>();
        services.AddSingleton<StorageGauges>();
        services.AddSingleton<PushSignals>();
        services.AddSingleton<PushAnswers>();
        services.AddSingleton<IStoredAnswers>(provider => provider.GetRequiredService<PushAnswers>());
        services.AddSingleton<ReportRecorder>();
        services.AddSingleton<TokenAuthenticator>();
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();

        // The order of registration is the order from the outside in.
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(RefusedReportsBehavior<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddSingleton<IPipelineBehavior<GetResultMap, PushAnswer?>, CachingBehavior<GetResultMap>>();
        services.AddSingleton<IPipelineBehavior<GetResultCounts, PushAnswer?>, CachingBehavior<GetResultCounts>>();
        services.AddSingleton<IPipelineBehavior<GetResponse, PushAnswer?>, CachingBehavior<GetResponse>>();

        services.AddSingleton<IRequestHandler<RecordGroupResults, RecordedReport>, RecordGroupResultsHandler>();
        services.AddSingleton<IRequestHandler<RecordGroupResultsBatch, IReadOnlyList<RecordedReport>>, RecordGroupResultsBatchHandler>();
        services.AddSingleton<IRequestHandler<IngestErrorSummary, RecordedReport>, IngestErrorSummaryHandler>();
        services.AddSingleton<IRequestHandler<GetPush, PushView?>, GetPushHandler>();
        services.AddSingleton<IRequestHandler<ListPushes, PushListPage>, ListPushesHandler>();
        services.AddSingleton<IRequestHandler<GetResultMap, PushAnswer?>, GetResultMapHandler>();
        services.AddSingleton<IRequestHandler<GetResultCounts, PushAnswer?>, GetResultCountsHandler>();
        services.AddSingleton<IRequestHandler<GetResponse, PushAnswer?>, GetResponseHandler>();
        services.AddSingleton<IRequestHandler<GetCacheEntry, CacheEntry?>, GetCacheEntryHandler>();
        services.AddSingleton<IRequestHandler<GetCacheStatistics, CacheStatistics>, GetCacheStatisticsHandler>();
        services.AddSingleton<IRequestHandler<RunDueWarmUps, int>, RunDueWarmUpsHandler>();
        services.AddSingleton<IRequestHandler<CreateAccessToken, CreatedAccessToken>, CreateAccessTokenHandler>();
        services.AddSingleton<IRequestHandler<RevokeAccessToken, AccessToken>, RevokeAccessTokenHandler>();
        services.AddSingleton<IRequestHandler<ListAccessTokens, IReadOnlyList<AccessToken>>, ListAccessTokensHandler>();

        services.AddValidatorsFromAssembly(typeof(DependencyInjection).Assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        return services;
    }
}

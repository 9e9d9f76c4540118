using System.Text.Encodings.Web;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Limits;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.GraphQL.Transport;
using GroupResults.Api.GraphQL.Transport.ServerSentEvents;
using GroupResults.Api.GraphQL.Transport.WebSockets;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Application.Admission;

namespace GroupResults.Api.GraphQL;

internal static class GraphQLServices
{
    internal static IServiceCollection AddGroupResultsGraphQL(this IServiceCollection services, GraphQLSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(TrustedDocuments.Load(settings));
        services.AddSingleton<DocumentLimits>();
        services.AddSingleton(_ => new HeavyQueries(settings.Limits, TimeProvider.System));
        services.AddSingleton<IComputationLimiter>(provider => provider.GetRequiredService<HeavyQueries>());
        services.AddAnswer<QueryResponse, QueryResponseHandler>();
        services.AddAnswer<EventPayload, EventPayloadHandler>();
        services.AddSingleton<PushLoader>();
        services.AddSingleton<PersistedDocuments>();
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<OperationExecuter>();
        services.AddSingleton<SchemaHash>();
        services.AddSingleton<PushQueries>();
        services.AddSingleton<PushResponses>();
        services.AddSingleton<PushFeeds>();
        services.AddSingleton<PushFeedReader>();
        services.AddSingleton<PushEvents>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<RequestBatch>();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<SubscriptionPlaces>();
        services.AddSingleton<PayloadMemory>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<WebSocketEndpoint>();
        services.AddSingleton<GraphQLHandler>();
        services.AddSingleton<GraphQLRefusals>();
        services.AddGraphQL(builder => builder
            .AddSchema<GroupResultsSchema>()
            .AddGraphTypes(typeof(GroupResultsSchema).Assembly)
            .AddExecutionStrategy<MutationStrategy>(OperationType.Mutation)
            .AddExecutionStrategy<ParallelExecutionStrategy>(OperationType.Subscription) // One event at a time; see SubscriptionType.
            .AddSystemTextJson(json =>
            {
                json.Converters.Add(new RawJsonConverter());
                json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Messages stay readable; no answer is ever put into HTML.
            })
            .AddErrorInfoProvider<ErrorTexts>());
        return services;
    }
}

using System.Text.Encodings.Web;
using GraphQL;
using GraphQLServer;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Api.Settings;
using GroupResults.Application;

namespace GroupResults.Api.GraphQL;

internal static class GraphQLServices
{
    internal static IServiceCollection AddGroupResultsGraphQL(this IServiceCollection services, GraphQLSettings settings)
    {
        services.AddSingleton(settings);
        services.AddGraphQLServer(new GraphQLServerOptions(settings.Limits, TrustedDocumentsFile.Load(settings), settings.Introspection)
        {
            CostHint = $"A result map costs {Types.Costs.ResultMap}; a list costs its items times the length requested.",
        });
        services.AddSingleton<PushClients>();
        services.AddSingleton<IClients>(provider => provider.GetRequiredService<PushClients>());
        services.AddSingleton<IRequestAdmission, PushAdmission>();
        services.AddSingleton<IRefusalSource, PushRefusals>();
        services.AddSingleton<PushLoader>();
        services.AddSingleton<ServiceHash>();
        services.AddSingleton<IStoredResponses, PushQueries>();
        services.AddAnswer<QueryResponse, QueryResponseHandler>();
        services.AddAnswer<EventPayload, EventPayloadHandler>();
        services.AddSingleton<PushEvents>();
        services.AddSingleton<PushFeedReader>();
        services.AddSingleton<ISubscriptions, PushFeeds>();
        services.AddSingleton<BrowserPages>();
        services.AddGraphQL(builder => builder
            .AddSchema<GroupResultsSchema>()
            .AddGraphTypes(typeof(GroupResultsSchema).Assembly)
            .AddSystemTextJson(json =>
            {
                json.Converters.Add(new RawJsonConverter());
                json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Messages stay readable; answers are never embedded in HTML.
            })
            .AddErrorInfoProvider<ErrorTexts>());
        return services;
    }
}

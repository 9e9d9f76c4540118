using System.Text.Encodings.Web;
using GraphQL;
using GroupResults.Api.GraphQL.Documents;
using GroupResults.Api.GraphQL.Responses;
using GroupResults.Api.GraphQL.Transport;

namespace GroupResults.Api.GraphQL;

internal static class GraphQLServices
{
    internal static IServiceCollection AddGroupResultsGraphQL(this IServiceCollection services)
    {
        services.AddSingleton<PushLoader>();
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<PushQueries>();
        services.AddSingleton<PushResponses>();
        services.AddSingleton<GraphQLHandler>();
        services.AddGraphQL(builder => builder
            .AddSchema<GroupResultsSchema>()
            .AddGraphTypes(typeof(GroupResultsSchema).Assembly)
            .AddSystemTextJson(json =>
            {
                json.Converters.Add(new RawJsonConverter());
                json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Messages stay readable; no answer is ever put into HTML.
            })
            .AddErrorInfoProvider(options =>
            {
                options.ExposeCodes = false;
                options.ExposeExceptionDetails = false;
                options.ExposeData = false;
            }));
        return services;
    }
}

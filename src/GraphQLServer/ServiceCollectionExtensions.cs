using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using GraphQLServer.Documents;
using GraphQLServer.Execution;
using GraphQLServer.Http;
using GraphQLServer.Limits;
using GraphQLServer.Requests;
using GraphQLServer.Responses;
using GraphQLServer.ServerSentEvents;
using GraphQLServer.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GraphQLServer;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the server. Its entry point is <see cref="GraphQLEndpoint"/>. The caller adds the schema and the hooks:
    /// <see cref="IClients"/>, <see cref="IStoredResponses"/>, <see cref="ISubscriptions"/>, <see cref="IRequestAdmission"/> and <see cref="IRefusalSource"/>.
    /// </summary>
    public static IServiceCollection AddGraphQLServer(this IServiceCollection services, GraphQLServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Trusted);
        services.AddSingleton<DocumentLimits>();
        services.AddSingleton<PersistedDocuments>();
        services.AddSingleton(provider =>
        {
            var schema = provider.GetRequiredService<ISchema>();
            schema.Initialize();
            FieldCosts.SetForIntrospection(schema);
            return new DocumentCache(provider.GetRequiredService<IDocumentBuilder>(), provider.GetRequiredService<DocumentLimits>(), schema);
        });
        services.AddSingleton<ErrorTranslation>();
        services.AddSingleton(provider => new OperationExecuter(
            provider.GetRequiredService<ISchema>(),
            provider.GetRequiredService<IDocumentExecuter>(),
            provider.GetRequiredService<IDocumentValidator>(),
            provider,
            provider.GetRequiredService<ErrorTranslation>(),
            options));
        services.AddSingleton<OperationPreparer>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<ResponseWriter>();
        services.AddSingleton<StreamedOperations>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<WebSocketServices>();
        services.AddSingleton<WebSocketEndpoint>();
        services.AddSingleton<HttpRefusals>();
        services.AddSingleton<BatchResponder>();
        services.AddSingleton<OperationResponder>();
        services.AddSingleton<RequestResponder>();
        services.AddSingleton(provider => new GraphQLEndpoint(
            provider.GetRequiredService<RequestResponder>(),
            provider.GetRequiredService<EventStreams>(),
            provider.GetRequiredService<WebSocketEndpoint>(),
            provider.GetRequiredService<HttpRefusals>(),
            provider.GetRequiredService<IClients>(),
            provider.GetRequiredService<ISchema>(),
            options));
        services.AddGraphQL(builder => builder
            .ConfigureSchema(CostDirectives.AddTo)
            .AddExecutionStrategy<MutationStrategy>(OperationType.Mutation)
            .AddExecutionStrategy<ParallelExecutionStrategy>(OperationType.Subscription)); // One event at a time, each executed like a query.
        return services;
    }

    /// <summary>Lets <see cref="GraphQLEndpoint"/> accept WebSockets, and closes those whose clients are gone.</summary>
    public static IApplicationBuilder UseGraphQLWebSockets(this IApplicationBuilder app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = StreamLimits.KeepAlive, KeepAliveTimeout = StreamLimits.SlowSend });
}

using GraphQL.Types;
using GroupResults.Api.GraphQL.Types;

namespace GroupResults.Api.GraphQL;

/// <summary>The schema, printed to <c>docs/schema.graphql</c>; a test keeps the two equal.</summary>
internal sealed class GroupResultsSchema : Schema
{
    public GroupResultsSchema(IServiceProvider services, QueryType query, MutationType mutation, SubscriptionType subscription)
        : base(services)
    {
        Query = query;
        Mutation = mutation;
        Subscription = subscription;
    }
}

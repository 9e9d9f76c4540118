using GraphQL.Introspection;
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
        RegisterType(new LongType());
        RegisterType(new DateTimeType());
        Directives.Register(new SpecifiedByDirective());
        // Off in the library by default, but common clients query them.
        Features.DeprecationOfInputValues = true;
        Features.RepeatableDirectives = true;
    }

    protected override void OnBeforeInitializeType(IGraphType graphType)
    {
        base.OnBeforeInitializeType(graphType);
        if (graphType is ScalarGraphType) StandardScalars.Describe(graphType);
        switch (graphType)
        {
            case __Type type:
                type.Field<StringGraphType>("specifiedByURL").Description("The URL of a custom scalar's specification.")
                    .Resolve(context => SpecifiedByDirective.UrlOf(context.Source));
                break;
            case __Directive directive: // Has no effect: no directive has a deprecated argument.
                directive.Fields.Find("args")!.Arguments = new QueryArguments(
                    new QueryArgument<BooleanGraphType> { Name = "includeDeprecated", DefaultValue = false });
                break;
        }
    }
}

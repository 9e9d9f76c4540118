using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Application;
using GroupResults.Application.Results;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>
/// The fields of subscriptions. <see cref="PushFeeds"/> finds the events. For each event the operation is executed like a
/// query, with the changes as its root.
/// </summary>
internal sealed class SubscriptionType : ObjectGraphType
{
    public SubscriptionType()
    {
        Name = "Subscription";
        Description = "Changes as they happen, over a WebSocket (graphql-transport-ws) or as server-sent events.";
        Field<NonNullGraphType<PushChangesType>>("pushUpdated").Cost(Costs.TaskRuns)
            .Description("The changes of one push, which need not exist yet. A slow client gets several changes in one message.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", $"The source branch: {NameRules.Repository}")
            .Argument<NonNullGraphType<StringGraphType>>("revision", $"The revision: {NameRules.Revision}")
            .Argument<StringGraphType>(
                "since",
                "A cursor of this push; the changes since are sent at once. If it is unknown, the whole push is sent and reset is true. "
                + "If omitted, only later changes are sent.")
            .ResolveAsync(ChangesAsync)
            .ResolveStream(NoStream);
        Field<NonNullGraphType<PushChangesType>>("pushActivity").Cost(Costs.TaskRuns)
            .Description("Later changes of all pushes of a repository; those of one push are in order.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", $"The source branch: {NameRules.Repository}")
            .ResolveAsync(ChangesAsync)
            .ResolveStream(NoStream);
    }

    private static async Task<object?> ChangesAsync(IResolveFieldContext context) => await (Task<PushChanges?>)context.RootValue!;

    private static IObservable<object?> NoStream(IResolveFieldContext context) =>
        throw new NotSupportedException("Subscriptions are executed once for each event.");
}

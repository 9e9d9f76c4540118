using GraphQL;
using GraphQL.Types;
using GroupResults.Api.GraphQL.Subscriptions;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>
/// What can be subscribed to. <see cref="PushFeeds"/> says when there is something to tell; each time the operation is
/// executed like a query, with the event at its root.
/// </summary>
internal sealed class SubscriptionType : ObjectGraphType
{
    internal const string PushUpdated = "pushUpdated";
    internal const string PushActivity = "pushActivity";

    private readonly IMediator _mediator;

    public SubscriptionType(IMediator mediator)
    {
        _mediator = mediator;
        Name = "Subscription";
        Description = "What changes, as it does: over a WebSocket (graphql-transport-ws) or as server-sent events.";
        Field<NonNullGraphType<PushChangesType>>(PushUpdated)
            .Description("Each change of one push, which need not exist yet. Changes that come faster than they can be sent come together.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "1 to 50 of A-Z a-z 0-9 _ -")
            .Argument<NonNullGraphType<StringGraphType>>("revision", "1 to 64 of 0-9 a-f")
            .Argument<StringGraphType>(
                "since",
                "A cursor that was given out for this push: what changed since comes at once. With one that is not known, everything does, and reset is true. "
                + "Without it the changes from now on come.")
            .ResolveAsync(LoadAsync)
            .ResolveStream(NoStream);
        Field<NonNullGraphType<PushChangesType>>(PushActivity)
            .Description("Each change of any push of a repository from now on, those of one push in order.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "1 to 50 of A-Z a-z 0-9 _ -")
            .ResolveAsync(LoadAsync)
            .ResolveStream(NoStream);
    }

    private async Task<object?> LoadAsync(IResolveFieldContext context)
    {
        var pushEvent = (PushEvent)context.RootValue!;
        var view = await _mediator.Send(new GetPush(pushEvent.Push, PushParts.TaskRuns, Purpose: AnswerPurpose.Part), context.CancellationToken);
        pushEvent.IsGone = view is null;
        return pushEvent.Changes = view is null ? null : PushChanges.Since(view.Snapshot!, pushEvent.Since);
    }

    private static IObservable<object?> NoStream(IResolveFieldContext context) =>
        throw new NotSupportedException("Subscriptions are executed once for each event.");
}

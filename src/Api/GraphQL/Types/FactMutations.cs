using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Facts;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>The mutations that tell facts of pushes beside reports.</summary>
internal static class FactMutations
{
    internal static void AddFacts(this MutationType type, IMediator mediator)
    {
        type.Field<NonNullGraphType<PushFactPayloadType>>("recordPush")
            .Description("Stores the order, parent, time and author of a push, before or after its first report.")
            .Argument<NonNullGraphType<RecordPushInputType>>("input", "The push.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordPush(MutationType.Allowed(context, context.GetArgument<RecordPushInput>("input"))), context.CancellationToken));
        type.Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushFactPayloadType>>>>("recordTaskStates").ListSizeOf("inputs")
            .Description($"Stores up to {RecordTaskStates.MaxStates} states of task runs in one transaction: all or none. A state that its run no longer takes changes nothing.")
            .Argument<NonNullGraphType<ListGraphType<NonNullGraphType<TaskStateInputType>>>>("inputs", "The states, at most one per task run.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordTaskStates(MutationType.Allowed(context, context.GetArgument<List<TaskStateInput>>("inputs"))), context.CancellationToken));
        type.Field<NonNullGraphType<PushFactPayloadType>>("setExpectedTasks")
            .Description("Stores what a push is expected to run, in place of what was expected before.")
            .Argument<NonNullGraphType<ExpectedTasksInputType>>("input", "The tasks.")
            .ResolveAsync(async context => await mediator.Send(
                new SetExpectedTasks(MutationType.Allowed(context, context.GetArgument<ExpectedTasksInput>("input"))), context.CancellationToken));
        type.Field<NonNullGraphType<PushFactPayloadType>>("classifyFailures")
            .Description("Stores what is said of failures. A later classification of a group or task replaces an earlier one.")
            .Argument<NonNullGraphType<ClassifyFailuresInputType>>("input", "The failures and what is said of them.")
            .ResolveAsync(async context => await mediator.Send(
                new ClassifyFailures(
                    MutationType.Allowed(context, context.GetArgument<ClassifyFailuresInput>("input")), context.Operation().Caller.TokenName),
                context.CancellationToken));
    }
}

using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class PushChangesType : ObjectGraphType<PushChanges>
{
    public PushChangesType(PushLoader loader, StabilityPolicy policy)
    {
        Name = "PushChanges";
        Description = "The changes of a push since a cursor. Replacing the corresponding parts of a copy brings it to this version.";
        Field<NonNullGraphType<IdGraphType>>("pushId").Description("The push's id.").Resolve(context => OpaqueCursor.PushId(HeadOf(context.Source).Push));
        Field<NonNullGraphType<PushType>>("push").Description("The push after these changes.")
            .ResolveAsync(async context => await loader.ViewOfAsync(context, context.Source.Snapshot));
        Field<NonNullGraphType<StringGraphType>>("repository").Description("The source branch, such as autoland.")
            .Resolve(context => HeadOf(context.Source).Push.Repository);
        Field<NonNullGraphType<StringGraphType>>("revision").Description("The revision, exactly as reported.")
            .Resolve(context => HeadOf(context.Source).Push.Revision);
        Field<NonNullGraphType<StringGraphType>>("cursor").Description("An opaque position. Pass it as since to get the changes after these.")
            .Resolve(context => OpaqueCursor.Of(PushCursor.Of(HeadOf(context.Source))));
        Field<NonNullGraphType<LongGraphType>>("version").Description("The version of the push after these changes.")
            .Resolve(context => HeadOf(context.Source).Version);
        Field<NonNullGraphType<PushStabilityType>>("stability").Description("Whether its tasks still report.")
            .Resolve(context => policy.At(HeadOf(context.Source), context.Operation().At));
        Field<NonNullGraphType<DateTimeGraphType>>("lastActivityAt").Description("When its last change was stored.")
            .Resolve(context => HeadOf(context.Source).LastActivityAt.UtcDateTime);
        Field<NonNullGraphType<BooleanGraphType>>("reset")
            .Description("True if the cursor was missing or unknown. The whole push is included; discard any earlier copy.")
            .Resolve(context => context.Source.IsReset);
        Field<NonNullGraphType<ResultCountsType>>("counts").Cost(Costs.Counts).Description("Sums over all stored task runs, not only the changed ones.")
            .Resolve(context => context.Source.Counts());
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("taskRuns").ListSize(Costs.ChangedTaskRuns)
            .Description("The task runs whose report changed, with all their results, in the order of their first report. taskId and runId identify a run.")
            .Resolve(context => context.Source.TaskRuns.Select(run => new TaskRunNode(run, context.Source.Snapshot)));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("taskStates").ListSize(Costs.ChangedTaskRuns)
            .Description("The task runs whose state changed, whether they have reported or not; a report changes the state, too. For clients that keep the state of each run.")
            .Resolve(context => context.Source.TaskStates.Select(run => new TaskRunNode(run, context.Source.Snapshot)));
        Field<NonNullGraphType<GroupResultMapType>>("resultMap").Cost(Costs.ResultMap)
            .Description("The complete result map entry of each changed task. Remove tasks whose entry is empty. With reset, this is the whole map.")
            .Resolve(context => new RawJson(context.Source.ResultMap()));
    }

    private static PushHead HeadOf(PushChanges changes) => changes.Snapshot.Head;
}

using GraphQL.Types;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class PushChangesType : ObjectGraphType<PushChanges>
{
    public PushChangesType(StabilityPolicy policy)
    {
        Name = "PushChanges";
        Description = "What changed in a push since a cursor. Replace what you have by what is here, and you have the push as it is at this version.";
        Field<NonNullGraphType<IdGraphType>>("pushId").Description("The push's id.").Resolve(context => OpaqueCursor.PushId(HeadOf(context.Source).Push));
        Field<NonNullGraphType<StringGraphType>>("repository").Description("The source branch, such as autoland.")
            .Resolve(context => HeadOf(context.Source).Push.Repository);
        Field<NonNullGraphType<StringGraphType>>("revision").Description("As its first report sent it.")
            .Resolve(context => HeadOf(context.Source).Push.Revision);
        Field<NonNullGraphType<StringGraphType>>("cursor").Description("Opaque. Give it as since to get what comes after this.")
            .Resolve(context => OpaqueCursor.Of(PushCursor.Of(HeadOf(context.Source))));
        Field<NonNullGraphType<LongGraphType>>("version").Description("The version that these changes lead to.")
            .Resolve(context => HeadOf(context.Source).Version);
        Field<NonNullGraphType<PushStabilityType>>("stability").Description("Whether its tasks still report.")
            .Resolve(context => policy.At(HeadOf(context.Source).LastActivityAt, CacheReport.Of(context).At));
        Field<NonNullGraphType<DateTimeGraphType>>("lastActivityAt").Description("When its last change was stored.")
            .Resolve(context => HeadOf(context.Source).LastActivityAt.UtcDateTime);
        Field<NonNullGraphType<BooleanGraphType>>("reset")
            .Description("True where there was no cursor, or one that is not known any more: everything is here, so forget what you had.")
            .Resolve(context => context.Source.IsReset);
        Field<NonNullGraphType<ResultCountsType>>("counts").Description("Sums over all stored task runs, not only those that changed.")
            .Resolve(context => context.Source.Counts());
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("taskRuns")
            .Description("The task runs that changed, whole, in the order of their first report. Known by taskId and runId.")
            .Resolve(context => context.Source.TaskRuns.Select(run => new TaskRunNode(run, context.Source.Snapshot)));
        Field<NonNullGraphType<GroupResultMapType>>("resultMap")
            .Description("The result map's entry of each task that changed, whole. An empty one: drop the task. With reset it is the whole map.")
            .Resolve(context => new RawJson(context.Source.ResultMap()));
    }

    private static PushHead HeadOf(PushChanges changes) => changes.Snapshot.Head;
}

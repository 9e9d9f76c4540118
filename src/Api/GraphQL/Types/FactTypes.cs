using GraphQL.Types;
using GroupResults.Application.Facts;
using GroupResults.Domain.Classifications;
using GroupResults.Domain.Runs;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class PushFactPayloadType : ObjectGraphType<RecordedFact>
{
    public PushFactPayloadType(PushLoader loader)
    {
        Name = "PushFactPayload";
        Description = "The outcome of a fact.";
        Field<NonNullGraphType<BooleanGraphType>>("changed").Description("False if the same was known before.").Resolve(context => context.Source.Changed);
        Field<NonNullGraphType<PushType>>("push").Description("The push, including this fact.")
            .ResolveAsync(async context => await loader.LoadAsync(context, context.Source.Head.Push, context.Source.Head));
    }
}

internal sealed class PushCompletionType : ObjectGraphType<Completion>
{
    public PushCompletionType()
    {
        Name = "PushCompletion";
        Description = "How much of what is expected of a push has ended. A task counts by its highest run, and expected = reported + noGroups + pending.";
        Field<NonNullGraphType<IntGraphType>>("expected").Description("Expected tasks.").Resolve(context => context.Source.Expected);
        Field<NonNullGraphType<IntGraphType>>("reported").Description("Tasks that have ended with results.").Resolve(context => context.Source.Reported);
        Field<NonNullGraphType<IntGraphType>>("pending").Description("Tasks that have not ended, or are completed but have not reported yet.")
            .Resolve(context => context.Source.Pending);
        Field<NonNullGraphType<IntGraphType>>("noGroups").Description("Tasks that have ended without results: with an empty report, FAILED or EXCEPTION.")
            .Resolve(context => context.Source.NoGroups);
        Field<NonNullGraphType<BooleanGraphType>>("complete").Description("Whether what is expected is final and all of it has ended.")
            .Resolve(context => context.Source.IsComplete);
    }
}

internal sealed class ClassificationType : ObjectGraphType<Classification>
{
    public ClassificationType()
    {
        Name = "Classification";
        Description = "What a person or a bot says of the failures of a group or of a task on one push.";
        Field<NonNullGraphType<ClassificationKindType>>("kind").Description("What the failures are.").Resolve(context => context.Source.Kind);
        Field<StringGraphType>("group").Description("The group; null for a task.").Resolve(context => context.Source.Group);
        Field<StringGraphType>("taskId").Description("The task; null for a group.").Resolve(context => context.Source.TaskId);
        Field<StringGraphType>("fixedBy").Description("The revision that fixes them.").Resolve(context => context.Source.FixedBy);
        Field<LongGraphType>("bug").Description("The number of a bug report.").Resolve(context => context.Source.Bug);
        Field<StringGraphType>("note").Description("A note for people.").Resolve(context => context.Source.Note);
        Field<NonNullGraphType<DateTimeGraphType>>("at").Description("When it was made.").Resolve(context => context.Source.At.UtcDateTime);
        Field<StringGraphType>("by").Description("The name of the token that it was sent with; null if there was none.").Resolve(context => context.Source.By);
    }
}

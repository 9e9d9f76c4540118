using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A task run of the push in <paramref name="Snapshot"/>.</summary>
internal sealed record TaskRunNode(StoredTaskRun Run, PushSnapshot Snapshot)
{
    /// <summary>The results in the order of their group names.</summary>
    internal List<GroupResult> Results()
    {
        List<GroupResult> results = [];
        foreach (var packed in PackedResults.Read(Run.Packed.Span))
            results.Add(new GroupResult(Snapshot.Groups[packed.GroupId].Name, packed.Status, packed.DurationMs));
        results.Sort(static (left, right) => string.CompareOrdinal(left.Group, right.Group));
        return results;
    }
}

internal sealed class TaskRunType : ObjectGraphType<TaskRunNode>
{
    public TaskRunType()
    {
        Name = "TaskRun";
        Description = "One execution of a CI task.";
        Interface<NodeInterface>();
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.")
            .Resolve(context => OpaqueCursor.TaskRunId(context.Source.Snapshot.Head.Push, context.Source.Run.Key));
        Field<NonNullGraphType<StringGraphType>>("taskId").Description("The task's slug.").Resolve(context => context.Source.Run.Key.TaskId);
        Field<NonNullGraphType<IntGraphType>>("runId").Description("0 for the first run, raised by 1 with each retry.")
            .Resolve(context => context.Source.Run.Key.RunId);
        Field<StringGraphType>("jobName").Description("The task's label, if its report named it.").Resolve(context => context.Source.Run.JobName);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupResultType>>>>("results").Cost(own: 0, times: Costs.ResultsOfATaskRun).Description("All results of the run, sorted by group name.")
            .Resolve(context => context.Source.Results());
    }
}

internal sealed class GroupResultType : ObjectGraphType<GroupResult>
{
    public GroupResultType()
    {
        Name = "GroupResult";
        Description = "The result of one group in one task run.";
        Field<NonNullGraphType<StringGraphType>>("group").Description("The name of the test manifest.").Resolve(context => context.Source.Group);
        Field<NonNullGraphType<GroupStatusType>>("status").Description("The status of the group.").Resolve(context => context.Source.Status);
        Field<NonNullGraphType<IntGraphType>>("durationMs").Description("The duration in milliseconds, 0 to 7200000.").Resolve(context => context.Source.DurationMs);
    }
}

internal sealed class ResultCountsType : ObjectGraphType<ResultCounts>
{
    public ResultCountsType()
    {
        Name = "ResultCounts";
        Description = "Sums over all stored task runs of a push, including retries.";
        Field<NonNullGraphType<IntGraphType>>("taskRuns").Description("Task runs with a report.").Resolve(context => context.Source.TaskRuns);
        Field<NonNullGraphType<IntGraphType>>("groups").Description("Distinct group names.").Resolve(context => context.Source.Groups);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Results with the status OK.").Resolve(context => context.Source.Ok);
        Field<NonNullGraphType<IntGraphType>>("error").Description("Results with the status ERROR.").Resolve(context => context.Source.Error);
        Field<NonNullGraphType<IntGraphType>>("skip").Description("Results with the status SKIP.").Resolve(context => context.Source.Skip);
        Field<NonNullGraphType<IntGraphType>>("unsupported").Description("Results with the status UNSUPPORTED.").Resolve(context => context.Source.Unsupported);
    }
}

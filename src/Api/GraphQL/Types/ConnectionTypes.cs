using GraphQL.Types;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>Where a page ends.</summary>
internal sealed record PageEnd(bool HasNextPage, string? EndCursor);

internal sealed class PageEndType : ObjectGraphType<PageEnd>
{
    public PageEndType()
    {
        Name = "PageInfo";
        Description = "Where a page ends.";
        Field<NonNullGraphType<BooleanGraphType>>("hasNextPage").Description("Whether anything comes behind this page.")
            .Resolve(context => context.Source.HasNextPage);
        Field<StringGraphType>("endCursor").Description("Give it as after to get the next page; null on an empty page.")
            .Resolve(context => context.Source.EndCursor);
    }
}

internal sealed class PushConnectionType : ObjectGraphType<PushListPage>
{
    public PushConnectionType(PushLoader loader)
    {
        Name = "PushConnection";
        Description = "A page of pushes, newest activity first.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushType>>>>("nodes").Description("The pushes of this page.")
            .ResolveAsync(async context => await loader.LoadAllAsync(context, context.Source.Pushes));
        Field<NonNullGraphType<PageEndType>>("pageInfo").Description("Where this page ends.").Resolve(context => new PageEnd(
            context.Source.HasNextPage, context.Source.Pushes is [.., var last] ? OpaqueCursor.Of(last) : null));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("Pushes of the repository, on all pages.")
            .Resolve(context => context.Source.TotalCount);
    }
}

/// <summary>A page of task runs and the names of their groups.</summary>
internal sealed record TaskRunConnection(TaskRunPage Page, IGroupNames Groups);

internal sealed class TaskRunConnectionType : ObjectGraphType<TaskRunConnection>
{
    public TaskRunConnectionType()
    {
        Name = "TaskRunConnection";
        Description = "A page of task runs, in the order of their first report.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("nodes").Description("The task runs of this page.")
            .Resolve(context => context.Source.Page.TaskRuns.Select(run => new TaskRunNode(run, context.Source.Groups)));
        Field<NonNullGraphType<PageEndType>>("pageInfo").Description("Where this page ends.").Resolve(context => new PageEnd(
            context.Source.Page.HasNextPage,
            context.Source.Page.TaskRuns is [.., var last] ? OpaqueCursor.OfTaskRun(last.FirstVersion) : null));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("Task runs that match, on all pages.")
            .Resolve(context => context.Source.Page.TotalCount);
    }
}

/// <summary>A task run and the names of its groups.</summary>
internal sealed record TaskRunNode(StoredTaskRun Run, IGroupNames Groups)
{
    /// <summary>In the order of their names.</summary>
    internal List<GroupResult> Results()
    {
        List<GroupResult> results = [];
        foreach (var packed in PackedResults.Read(Run.Packed.Span))
            results.Add(new GroupResult(Groups[packed.GroupId].Name, packed.Status, packed.DurationMs));
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
        Field<NonNullGraphType<StringGraphType>>("taskId").Description("The task's slug.").Resolve(context => context.Source.Run.Key.TaskId);
        Field<NonNullGraphType<IntGraphType>>("runId").Description("0 for the first run, counting retries.")
            .Resolve(context => context.Source.Run.Key.RunId);
        Field<StringGraphType>("jobName").Description("What the task is called, where its report said so.").Resolve(context => context.Source.Run.JobName);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupResultType>>>>("results").Description("All its results, by the name of their group.")
            .Resolve(context => context.Source.Results());
    }
}

internal sealed class GroupResultType : ObjectGraphType<GroupResult>
{
    public GroupResultType()
    {
        Name = "GroupResult";
        Description = "What one task run says of one group.";
        Field<NonNullGraphType<StringGraphType>>("group").Description("The test manifest.").Resolve(context => context.Source.Group);
        Field<NonNullGraphType<GroupStatusType>>("status").Description("What became of it.").Resolve(context => context.Source.Status);
        Field<NonNullGraphType<IntGraphType>>("durationMs").Description("In milliseconds, 0 to 7200000.").Resolve(context => context.Source.DurationMs);
    }
}

internal sealed class ResultCountsType : ObjectGraphType<ResultCounts>
{
    public ResultCountsType()
    {
        Name = "ResultCounts";
        Description = "Sums over all stored task runs of a push, retries included.";
        Field<NonNullGraphType<IntGraphType>>("taskRuns").Description("Task runs that reported.").Resolve(context => context.Source.TaskRuns);
        Field<NonNullGraphType<IntGraphType>>("groups").Description("Distinct group names.").Resolve(context => context.Source.Groups);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Results with the status OK.").Resolve(context => context.Source.Ok);
        Field<NonNullGraphType<IntGraphType>>("error").Description("Results with the status ERROR.").Resolve(context => context.Source.Error);
        Field<NonNullGraphType<IntGraphType>>("skip").Description("Results with the status SKIP.").Resolve(context => context.Source.Skip);
        Field<NonNullGraphType<IntGraphType>>("unsupported").Description("Results with the status UNSUPPORTED.").Resolve(context => context.Source.Unsupported);
    }
}

using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Pushes;
using GroupResults.Application.Results;
using GroupResults.Domain.Pushes;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>The bounds of a page.</summary>
internal sealed record PageBounds(bool HasPreviousPage, bool HasNextPage, string? StartCursor, string? EndCursor)
{
    /// <param name="after">The cursor that the page starts after. Its item precedes the page.</param>
    internal static PageBounds Of(string? after, bool hasNextPage, IReadOnlyList<string> cursors) =>
        new(after is not null, hasNextPage, cursors is [var first, ..] ? first : null, cursors is [.., var last] ? last : null);
}

internal sealed class PageBoundsType : ObjectGraphType<PageBounds>
{
    public PageBoundsType()
    {
        Name = "PageInfo";
        Description = "The bounds of a page.";
        Field<NonNullGraphType<BooleanGraphType>>("hasNextPage").Description("Whether there are items after this page.")
            .Resolve(context => context.Source.HasNextPage);
        Field<NonNullGraphType<BooleanGraphType>>("hasPreviousPage").Description("Whether there are items before this page.")
            .Resolve(context => context.Source.HasPreviousPage);
        Field<StringGraphType>("startCursor").Description("The cursor of the first item; null on an empty page.")
            .Resolve(context => context.Source.StartCursor);
        Field<StringGraphType>("endCursor").Description("The cursor of the last item. Pass it as after to get the next page; null on an empty page.")
            .Resolve(context => context.Source.EndCursor);
    }
}

internal sealed class PushConnectionType : ObjectGraphType<PushListPage>
{
    public PushConnectionType(PushLoader loader)
    {
        Name = "PushConnection";
        Description = "A page of pushes, newest first.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushType>>>>("nodes").PageItems().Description("The pushes of this page.")
            .ResolveAsync(async context => await loader.LoadAllAsync(context, context.Source.Pushes));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushEdgeType>>>>("edges").PageItems().Description("The same items, each with its cursor.")
            .Resolve(context => context.Source.Pushes.Select(push => new PushEdge(push, context.Source.Order)));
        Field<NonNullGraphType<PageBoundsType>>("pageInfo").Description("The bounds of this page.").Resolve(context => PageBounds.Of(
            context.Parent!.GetArgument<string?>("after"), context.Source.HasNextPage, [.. context.Source.Pushes.Select(push => OpaqueCursor.Of(push, context.Source.Order))]));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("The number of matching pushes on all pages.")
            .Resolve(context => context.Source.TotalCount);
    }
}

/// <summary>A push on a page.</summary>
internal sealed record PushEdge(PushHead Push, PushOrder Order);

internal sealed class PushEdgeType : ObjectGraphType<PushEdge>
{
    public PushEdgeType(PushLoader loader)
    {
        Name = "PushEdge";
        Description = "A push on a page.";
        Field<NonNullGraphType<StringGraphType>>("cursor").Description("Pass it as after to continue after this push.")
            .Resolve(context => OpaqueCursor.Of(context.Source.Push, context.Source.Order));
        Field<PushType>("node").Description("The push; null if it was deleted after the page was read.")
            .ResolveAsync(async context => await loader.LoadAsync(context, context.Source.Push.Push, context.Source.Push));
    }
}

/// <summary>A page of task runs and their snapshot.</summary>
internal sealed record TaskRunConnection(TaskRunPage Page, PushSnapshot Snapshot)
{
    internal IEnumerable<TaskRunNode> Nodes => Page.TaskRuns.Select(run => new TaskRunNode(run, Snapshot));
}

internal sealed class TaskRunConnectionType : ObjectGraphType<TaskRunConnection>
{
    public TaskRunConnectionType()
    {
        Name = "TaskRunConnection";
        Description = "A page of task runs, in the order in which they became known.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("nodes").PageItems().Description("The task runs of this page.")
            .Resolve(context => context.Source.Nodes);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunEdgeType>>>>("edges").PageItems().Description("The same items, each with its cursor.")
            .Resolve(context => context.Source.Nodes);
        Field<NonNullGraphType<PageBoundsType>>("pageInfo").Description("The bounds of this page.").Resolve(context => PageBounds.Of(
            context.Parent!.GetArgument<string?>("after"),
            context.Source.Page.HasNextPage,
            [.. context.Source.Page.TaskRuns.Select(run => OpaqueCursor.OfTaskRun(context.Source.Snapshot.Head, run.FirstVersion))]));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("The number of matching task runs on all pages.")
            .Resolve(context => context.Source.Page.TotalCount
                ?? throw new InvalidOperationException("Not all task runs were loaded."));
    }
}

internal sealed class TaskRunEdgeType : ObjectGraphType<TaskRunNode>
{
    public TaskRunEdgeType()
    {
        Name = "TaskRunEdge";
        Description = "A task run on a page.";
        Field<NonNullGraphType<StringGraphType>>("cursor").Description("Pass it as after to continue after this task run.")
            .Resolve(context => OpaqueCursor.OfTaskRun(context.Source.Snapshot.Head, context.Source.Run.FirstVersion));
        Field<NonNullGraphType<TaskRunType>>("node").Description("The task run.").Resolve(context => context.Source);
    }
}

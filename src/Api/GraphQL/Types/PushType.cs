using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Application.Results;
using GroupResults.Domain.Results;
using GroupResults.Domain.Stability;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A push in a response. Every field is of the version that <see cref="PushLoader"/> loaded.</summary>
internal sealed class PushType : ObjectGraphType<PushView>
{
    public PushType(IMediator mediator, StabilityPolicy policy)
    {
        Name = "Push";
        Description = "A push: one revision of a repository. All fields of one push in a response come from the same version.";
        Interface<NodeInterface>();
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.")
            .Resolve(context => OpaqueCursor.PushId(context.Source.Head.Push));
        Field<NonNullGraphType<StringGraphType>>("repository").Description("The source branch, such as autoland.")
            .Resolve(context => context.Source.Head.Push.Repository);
        Field<NonNullGraphType<StringGraphType>>("revision").Description("The revision, exactly as reported.")
            .Resolve(context => context.Source.Head.Push.Revision);
        Field<NonNullGraphType<LongGraphType>>("version").Description("The version, raised by 1 with each changed report.")
            .Resolve(context => context.Source.Head.Version);
        Field<NonNullGraphType<DateTimeGraphType>>("firstSeenAt").Description("When its first report was stored.")
            .Resolve(context => context.Source.Head.FirstSeenAt.UtcDateTime);
        Field<NonNullGraphType<DateTimeGraphType>>("lastActivityAt").Description("When its last change was stored.")
            .Resolve(context => context.Source.Head.LastActivityAt.UtcDateTime);
        Field<NonNullGraphType<PushStabilityType>>("stability").Description("Whether its tasks still report.")
            .Resolve(context => policy.At(context.Source.Head, context.Operation().At));
        Field<NonNullGraphType<ResultCountsType>>("counts").Cost(Costs.Counts).Description("Sums over all stored task runs.")
            .Resolve(context => Loaded(context.Source.Counts));
        Field<NonNullGraphType<GroupResultMapType>>("resultMap").Cost(Costs.ResultMap).Description("Which groups passed and failed, by task.")
            .Resolve(context => new RawJson(Loaded(context.Source.ResultMap)));
        Field<NonNullGraphType<TaskRunConnectionType>>("tasks").PageSize("first", TaskRunPage.DefaultPageSize, Costs.TaskRuns)
            .Description("Task runs with at least one result that matches both status and search, in the order of their first report. Each run has all its results.")
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = TaskRunPage.DefaultPageSize;
                argument.Description = $"Page size, 1 to {TaskRunPage.MaxPageSize}.";
            })
            .Argument<StringGraphType>("after", "The endCursor of the previous page.")
            .Argument<ListGraphType<NonNullGraphType<GroupStatusType>>>("status", "Matches results with one of these statuses; if omitted, with any status.")
            .Argument<StringGraphType>("search", "A part of the group, the jobName or the taskId; case-insensitive.")
            .Resolve(SelectTasks);
        Field<NonNullGraphType<PushChangesType>>("changes").Cost(Costs.TaskRuns)
            .Description("The changes since a cursor, for clients that keep a copy of the push. The returned cursor marks the end of these changes.")
            .Argument<StringGraphType>("since", "A cursor of this push. If it is omitted or unknown, the whole push is returned and reset is true.")
            .Resolve(context => PushChanges.Since(Loaded(context.Source.Snapshot), OpaqueCursor.Version(context.GetArgument<string?>("since"))));
        Field<CacheEntryType>("cacheEntry").Description("The cache entry of this version's result map; null if it is not cached.")
            .ResolveAsync(async context => await mediator.Send(new GetCacheEntry(context.Source.Head), context.CancellationToken));
    }

    private static TaskRunConnection SelectTasks(IResolveFieldContext<PushView> context)
    {
        var first = context.GetArgument("first", TaskRunPage.DefaultPageSize);
        var filter = new TaskRunFilter(context.GetArgument<List<GroupStatus>?>("status"), context.GetArgument<string?>("search"));
        var snapshot = Loaded(context.Source.Snapshot);
        var after = OpaqueCursor.TaskRun(context.GetArgument<string?>("after"));
        if (after?.LeadsTo(snapshot.Head, snapshot.History) is false)
            throw new InvalidInputException("after", "is a cursor from an earlier history of this push, such as before a backup was restored; start again from the first page");
        return new TaskRunConnection(TaskRunPage.Select(snapshot, filter, first, after?.Version), snapshot);
    }

    private static T Loaded<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The push was loaded without a requested part.");

    private static T Loaded<T>(T? part)
        where T : struct => part ?? throw new InvalidOperationException("The push was loaded without a requested part.");
}

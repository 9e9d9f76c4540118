using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application;
using GroupResults.Application.Caching;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Results;
using GroupResults.Domain.Runs;
using GroupResults.Domain.Stability;
using GroupResults.Domain.Verdicts;
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
        Field<NonNullGraphType<LongGraphType>>("version").Description("The version, raised by 1 with each changed report or fact.")
            .Resolve(context => context.Source.Head.Version);
        Field<NonNullGraphType<DateTimeGraphType>>("firstSeenAt").Description("When its first report or fact was stored.")
            .Resolve(context => context.Source.Head.FirstSeenAt.UtcDateTime);
        Field<NonNullGraphType<DateTimeGraphType>>("lastActivityAt").Description("When its last change was stored.")
            .Resolve(context => context.Source.Head.LastActivityAt.UtcDateTime);
        Field<NonNullGraphType<PushStabilityType>>("stability").Description("Whether its tasks still report.")
            .Resolve(context => policy.At(context.Source.Head, context.Operation().At));
        Field<LongGraphType>("position").Description("Orders the repository's pushes, such as a pushlog id; null if it was not told.")
            .Resolve(context => context.Source.Head.Recorded.Position);
        Field<DateTimeGraphType>("pushedAt").Description("When it was pushed; null if it was not told.")
            .Resolve(context => context.Source.Head.Recorded.PushedAt?.UtcDateTime);
        Field<StringGraphType>("author").Description("Who pushed; null if it was not told.").Resolve(context => context.Source.Head.Recorded.Author);
        Field<PushCompletionType>("completion").Cost(Costs.Completion).Description("How much of what is expected has ended; null if nothing is expected.")
            .Resolve(context => Loaded(context.Source.Snapshot).FindCompletion());
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<ClassificationType>>>>("classifications").Cost(Costs.TaskRuns, times: Costs.Classifications)
            .Description("What is said of failures, in the order in which it was said.")
            .Resolve(context => Loaded(context.Source.Snapshot).Facts.Classifications);
        Field<NonNullGraphType<ResultCountsType>>("counts").Cost(Costs.Counts).Description("Sums over all stored task runs.")
            .Resolve(context => Loaded(context.Source.Counts));
        Field<NonNullGraphType<GroupResultMapType>>("resultMap").Cost(Costs.ResultMap).Description("Which groups passed and failed, by task.")
            .Resolve(context => new RawJson(Loaded(context.Source.ResultMap)));
        Field<NonNullGraphType<TaskRunConnectionType>>("tasks").PageSize("first", TaskRunPage.DefaultPageSize, Costs.TaskRuns)
            .Description("Task runs that match all conditions, in the order of their first report. Each run has all its results. "
                + "Runs known by their state alone, without a report, are included only if state is given.")
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = TaskRunPage.DefaultPageSize;
                argument.Description = $"Page size, 1 to {TaskRunPage.MaxPageSize}.";
            })
            .Argument<StringGraphType>("after", "The endCursor of the previous page.")
            .Argument<ListGraphType<NonNullGraphType<GroupStatusType>>>("status", "Runs with a result of one of these statuses.")
            .Argument<StringGraphType>("search", "A part of the group, the jobName or the taskId; case-insensitive. With status, both must match the same result.")
            .Argument<ListGraphType<NonNullGraphType<TaskRunStateType>>>("state", "Runs in one of these states, also those without a report.")
            .Argument<StringGraphType>("configuration", "Runs of this configuration.")
            .Resolve(SelectTasks);
        Field<NonNullGraphType<PushChangesType>>("changes").Cost(Costs.TaskRuns)
            .Description("The changes since a cursor, for clients that keep a copy of the push. The returned cursor marks the end of these changes.")
            .Argument<StringGraphType>("since", "A cursor of this push. If it is omitted or unknown, the whole push is returned and reset is true.")
            .Resolve(context => PushChanges.Since(Loaded(context.Source.Snapshot), OpaqueCursor.Version(context.GetArgument<string?>("since"))));
        Field<CacheEntryType>("cacheEntry").Description("The cache entry of this version's result map; null if it is not cached.")
            .ResolveAsync(async context => await mediator.Send(new GetCacheEntry(context.Source.Head), context.CancellationToken));
        AddQuestions();
    }

    /// <summary>The fields that are answered from the results of all tasks together, and of other pushes.</summary>
    private void AddQuestions()
    {
        Field<PushType>("parent").Cost(own: 1)
            .Description("The parent that was recorded, else the push with the next lower position; null if neither is known or stored.")
            .Resolve(context => PushLoader.QuestionedPush(context).Parent is { } parent ? PushLoader.ViewOf(context, parent) : null);
        Field<NonNullGraphType<PushGroupConnectionType>>("groups").GroupPage(Costs.Groups)
            .Description("The groups that match all arguments: those with a result, and those that are expected. Failures come first, then by name.")
            .Argument<ListGraphType<NonNullGraphType<VerdictType>>>("verdict", "Groups with one of these verdicts; if omitted, with any.")
            .Argument<ListGraphType<NonNullGraphType<OriginKindType>>>("origin", "Failures with one of these origins.")
            .Argument<StringGraphType>("configuration", "Groups with a result in this configuration.")
            .Argument<StringGraphType>("search", "A part of the name; case-insensitive.")
            .Resolve(context => SelectGroups(context, PushLoader.QuestionedPush(context)));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<ConfigurationCountsType>>>>("configurations").Cost(Costs.Counts, times: 60)
            .Description("Sums for each configuration, by name. Task runs without one are left out.")
            .Resolve(context => CountsOf(PushLoader.QuestionedPush(context).Snapshot));
        Field<NonNullGraphType<GroupNameConnectionType>>("notRun").GroupPage(Costs.Groups).Description("Groups that should have run and did not.")
            .Argument<NonNullGraphType<NotRunAgainstType>>("against", "What they are missed against.")
            .Resolve(context => SelectNotRun(context, PushLoader.QuestionedPush(context)));
        Field<PushComparisonType>("comparison").Cost(Costs.Groups).Description("How the groups differ from those of another push; null if that is not stored.")
            .Argument<StringGraphType>("base", "The revision of the other push; if omitted, the parent.")
            .Resolve(context => Compare(context, PushLoader.QuestionedPush(context)));
    }

    private static Page<PushGroupNode> SelectGroups(IResolveFieldContext context, QuestionedPush push)
    {
        var (first, after) = (context.PageSize(), OpaqueCursor.GroupPlace(context.After()));
        var filter = new PushGroupFilter(
            context.GetArgument<List<Verdict>?>("verdict"),
            context.GetArgument<List<OriginKind>?>("origin"),
            context.GetArgument<string?>("configuration"),
            context.GetArgument<string?>("search"));
        List<PushGroupNode> all = [.. push.FindGroups(group => filter.Matches(group, push)).Select(group => new PushGroupNode(group, push))];
        return Page<PushGroupNode>.Of(all, first, node => after?.IsBefore(node.Group) is not false, PushGroupNode.CursorOf);
    }

    private static Page<string> SelectNotRun(IResolveFieldContext context, QuestionedPush push)
    {
        var (first, after) = (context.PageSize(), OpaqueCursor.GroupName(context.After()));
        var names = context.GetArgument<NotRunAgainst>("against") is NotRunAgainst.Expected ? push.NotRunAsExpected() : push.NotRunAsOnParent();
        return Page<string>.Of(names, first, name => after is null || string.CompareOrdinal(after, name) < 0, OpaqueCursor.OfGroupName);
    }

    private static PushComparisonNode? Compare(IResolveFieldContext context, QuestionedPush push)
    {
        var @base = context.GetArgument<string?>("base") is { } revision ? push.Find(new PushKey(push.Head.Push.Repository, revision)) : push.Parent;
        return @base is null ? null : new PushComparisonNode(push.CompareTo(@base), @base);
    }

    private static IEnumerable<ConfigurationCounts> CountsOf(PushSnapshot push) => push.TaskRuns
        .GroupBy(run => Configurations.Of(run.JobName, run.Properties), StringComparer.Ordinal)
        .Where(runs => runs.Key is not null)
        .OrderBy(runs => runs.Key, StringComparer.Ordinal)
        .Select(runs => new ConfigurationCounts(runs.Key!, ResultCounts.Of(push with { TaskRuns = [.. runs] })));

    private static TaskRunConnection SelectTasks(IResolveFieldContext<PushView> context)
    {
        var first = context.GetArgument("first", TaskRunPage.DefaultPageSize);
        var filter = new TaskRunFilter(
            context.GetArgument<List<GroupStatus>?>("status"),
            context.GetArgument<string?>("search"),
            context.GetArgument<List<TaskRunState>?>("state"),
            context.GetArgument<string?>("configuration"));
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

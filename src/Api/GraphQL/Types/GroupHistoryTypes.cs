using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A page of a group's history.</summary>
internal sealed record GroupHistoryConnection(GroupHistoryPage Page, QuestionedGroup Group, string? Configuration)
{
    internal static GroupHistoryConnection Of(IResolveFieldContext<QuestionedGroup> context)
    {
        var (group, configuration) = (context.Source, context.ConfigurationArgument());
        var page = group.History.Read(configuration, context.PageSize(), OpaqueCursor.PushPlace(context.After()));
        return new GroupHistoryConnection(page, group, configuration);
    }
}

internal sealed class GroupHistoryConnectionType : ObjectGraphType<GroupHistoryConnection>
{
    public GroupHistoryConnectionType()
    {
        Name = "GroupHistoryConnection";
        Description = "A page of the pushes with a result of a group, newest first.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupAtPushType>>>>("nodes").PageItems().Description("The pushes of this page.")
            .Resolve(context => context.Source.Page.Pushes);
        Field<NonNullGraphType<PageBoundsType>>("pageInfo").Description("The bounds of this page.").Resolve(context => PageBounds.Of(
            context.Parent!.After(), context.Source.Page.HasNextPage, [.. context.Source.Page.Pushes.Select(each => OpaqueCursor.Of(each.Push, PushOrder.Position))]));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Cost(Costs.ManyPushes).Description("The number of pushes on all pages. The whole history is read for it.")
            .Resolve(context => context.Source.Group.History.Count(context.Source.Configuration));
    }
}

internal sealed class GroupAtPushType : ObjectGraphType<GroupAtPush>
{
    public GroupAtPushType()
    {
        Name = "GroupAtPush";
        Description = "What the tasks of a push say of a group together, in one configuration or in all.";
        Field<NonNullGraphType<PushType>>("push").Description("The push.").Resolve(context => PushLoader.ViewOf(context, context.Source.Push));
        Field<NonNullGraphType<VerdictType>>("verdict").Description("What the tasks say together.").Resolve(context => context.Source.Summary.Verdict);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Tasks in which it passed.").Resolve(context => context.Source.Summary.Ok);
        Field<NonNullGraphType<IntGraphType>>("failed").Description("Tasks in which it failed.").Resolve(context => context.Source.Summary.Failed);
        Field<IntGraphType>("medianDurationMs").Description("The median duration in the tasks that ran it; null if none did.")
            .Resolve(context => context.Source.Summary.MedianDurationMs);
    }
}

internal sealed class GroupSegmentType : ObjectGraphType<SegmentOfPushes>
{
    public GroupSegmentType()
    {
        Name = "GroupSegment";
        Description = "A stretch of pushes over which a group fails at a constant rate, by the changepoint analysis of LUCI.";
        Field<NonNullGraphType<PushType>>("start").Description("The first push with a result.").Resolve(context => PushLoader.ViewOf(context, context.Source.Start));
        Field<NonNullGraphType<PushType>>("end").Description("The last push with a result.").Resolve(context => PushLoader.ViewOf(context, context.Source.End));
        Field<NonNullGraphType<FloatGraphType>>("failureRate").Description("The share of results that failed, 0 to 1.").Resolve(context => context.Source.Segment.FailureRate);
        Field<NonNullGraphType<IntGraphType>>("n").Description("The number of results.").Resolve(context => context.Source.Segment.N);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushType>>>>("startRange99").Cost(own: 0.1, times: Costs.PushesOfAStartRange)
            .Description("The pushes of which one, with a probability of at least 99 %, is the first to behave so, oldest first. The first segment has only its start.")
            .Resolve(context => context.Source.StartRange99.Select(push => PushLoader.ViewOf(context, push)));
    }
}

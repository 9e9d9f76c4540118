using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Questions;
using GroupResults.Domain.Origins;
using GroupResults.Domain.Verdicts;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A group of a push in a response.</summary>
internal sealed record PushGroupNode(GroupOfPush Group, QuestionedPush Push)
{
    internal GroupSummary Summary => Group.Summary;

    internal static string CursorOf(PushGroupNode node) => OpaqueCursor.OfGroup(node.Group);
}

/// <summary>What groups are selected by. Null selects all.</summary>
internal sealed record PushGroupFilter(
    IReadOnlyCollection<Verdict>? Verdicts, IReadOnlyCollection<OriginKind>? Origins, string? Configuration, string? Search)
{
    internal bool Matches(GroupOfPush group, QuestionedPush push) =>
        Verdicts?.Contains(group.Summary.Verdict) is not false
        && (Configuration is null || group.Summary.Configurations.Any(each => each.Configuration == Configuration))
        && (string.IsNullOrEmpty(Search) || group.Name.Contains(Search, StringComparison.OrdinalIgnoreCase))
        && (Origins is null || (push.Origins.Of(group) is { } origin && Origins.Contains(origin.Kind)));
}

internal sealed class PushGroupConnectionType : ObjectGraphType<Page<PushGroupNode>>
{
    public PushGroupConnectionType()
    {
        Name = "PushGroupConnection";
        Description = "A page of a push's groups: failures first, then by name.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushGroupType>>>>("nodes").PageItems().Description("The groups of this page.")
            .Resolve(context => context.Source.Items);
        Field<NonNullGraphType<PageBoundsType>>("pageInfo").Description("The bounds of this page.").Resolve(context => context.BoundsOf(context.Source));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("The number of matching groups on all pages.")
            .Resolve(context => context.Source.TotalCount);
    }
}

internal sealed class PushGroupType : ObjectGraphType<PushGroupNode>
{
    public PushGroupType()
    {
        Name = "PushGroup";
        Description = "A group on a push: what all its tasks say together.";
        Field<NonNullGraphType<StringGraphType>>("name").Description("The name of the test manifest.").Resolve(context => context.Source.Group.Name);
        Field<NonNullGraphType<VerdictType>>("verdict").Description("What all tasks say together.").Resolve(context => context.Source.Summary.Verdict);
        Field<BooleanGraphType>("confirmed")
            .Description("Whether a confirmation task, whose job name ends in -cf, saw it fail; null if none ran it. Does not change the verdict.")
            .Resolve(context => context.Source.Summary.Confirmed);
        Field<BooleanGraphType>("consistent")
            .Description("True if it failed in all tasks, or in all of a configuration that has three or more; null if fewer than two ran it.")
            .Resolve(context => context.Source.Summary.Consistent);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Tasks in which it passed.").Resolve(context => context.Source.Summary.Ok);
        Field<NonNullGraphType<IntGraphType>>("failed").Description("Tasks in which it failed.").Resolve(context => context.Source.Summary.Failed);
        Field<NonNullGraphType<IntGraphType>>("skipped").Description("Tasks that say only SKIP or UNSUPPORTED of it.").Resolve(context => context.Source.Summary.Skipped);
        Field<IntGraphType>("medianDurationMs").Description("The median duration in the tasks that ran it; null if none did.")
            .Resolve(context => context.Source.Summary.MedianDurationMs);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushGroupConfigurationType>>>>("configurations").Cost(own: 0.01, times: Costs.ConfigurationsOfAGroup)
            .Description("The configurations with a result of it, by name, with null last.")
            .Resolve(context => context.Source.Summary.Configurations.Select(configuration => new PushGroupConfigurationNode(configuration, context.Source)));
        Field<GroupOriginType>("origin").Cost(own: 0.02).Description("Where the failure comes from; null unless the verdict is FAIL or INTERMITTENT.")
            .Resolve(context => context.Source.Push.Origins.Of(context.Source.Group) is { } origin ? new GroupOriginNode(origin, context.Source.Push) : null);
        Field<FlakinessType>("flakiness").Cost(own: 0.02)
            .Description("How flaky it was over the days up to this push, over all configurations.")
            .Resolve(context => context.Source.Push.FlakinessOf(context.Source.Group));
        Field<ClassificationType>("classification").Description("What is said of its failure on this push; null if nothing is.")
            .Resolve(context => context.Source.Push.Snapshot.Facts.Classifications.LastOrDefault(each => each.Group == context.Source.Group.Name));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<TaskRunType>>>>("taskRuns").Cost(own: 0.02, times: Costs.TaskRunsOfAGroup)
            .Description("The task runs that name it, in the order of their first report.")
            .Resolve(context => context.Source.Push.RunsOf(context.Source.Group).Select(run => new TaskRunNode(run, context.Source.Push.Snapshot)));
    }
}

/// <summary>A group of a push in one configuration.</summary>
internal sealed record PushGroupConfigurationNode(ConfigurationSummary Summary, PushGroupNode Group);

internal sealed class PushGroupConfigurationType : ObjectGraphType<PushGroupConfigurationNode>
{
    public PushGroupConfigurationType()
    {
        Name = "PushGroupConfiguration";
        Description = "A group on a push in one configuration.";
        Field<StringGraphType>("configuration").Description("The job name without -cf and its chunk number; null if the tasks say nothing of it.")
            .Resolve(context => context.Source.Summary.Configuration);
        Field<NonNullGraphType<VerdictType>>("verdict").Description("What the configuration's tasks say together.").Resolve(context => context.Source.Summary.Verdict);
        Field<NonNullGraphType<IntGraphType>>("ok").Description("Tasks in which it passed.").Resolve(context => context.Source.Summary.Ok);
        Field<NonNullGraphType<IntGraphType>>("failed").Description("Tasks in which it failed.").Resolve(context => context.Source.Summary.Failed);
        Field<GroupOriginType>("origin").Cost(own: 0.02).Description("Where the failure in this configuration comes from; null if it did not fail in it.")
            .Resolve(context => OriginOf(context.Source) is { } origin ? new GroupOriginNode(origin, context.Source.Group.Push) : null);
    }

    private static Origin? OriginOf(PushGroupConfigurationNode source) =>
        source.Group.Push.Origins.Of(source.Group.Group, source.Summary.Configuration);
}

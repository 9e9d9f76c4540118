using GraphQL;
using GraphQL.Builders;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Questions;
using GroupResults.Domain.Histories;
using GroupResults.Domain.Results;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class GroupType : ObjectGraphType<QuestionedGroup>
{
    public GroupType()
    {
        Name = "Group";
        Description = "A test manifest across the pushes of a repository.";
        Interface<NodeInterface>();
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.")
            .Resolve(context => OpaqueCursor.GroupId(context.Source.Repository.Name, context.Source.Name));
        Field<NonNullGraphType<StringGraphType>>("name").Description("The name of the test manifest.").Resolve(context => context.Source.Name);
        Field<NonNullGraphType<RepositoryType>>("repository").Description("The repository.").Resolve(context => context.Source.Repository);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>("configurations").Cost(Costs.ManyPushes)
            .Description($"The configurations with a result of it in the {Flakiness.LongWindowDays} days up to the newest push, by name.")
            .Resolve(context => context.Source.Configurations);
        Field<NonNullGraphType<GroupHistoryConnectionType>>("history").GroupPage(Costs.History)
            .Description("The pushes with a result of it, newest first, by position. Pushes without a position come last, by pushedAt or, if that is not known, by firstSeenAt.")
            .Configuration()
            .Resolve(context => GroupHistoryConnection.Of(context));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupSegmentType>>>>("segments").Cost(Costs.ManyPushes, times: Costs.SegmentsOfAGroup)
            .Description($"The newest {QuestionedGroup.MaxPushesOfSegments} pushes, split where its failure rate changed; oldest first.")
            .Configuration()
            .Resolve(context => context.Source.FindSegments(context.ConfigurationArgument()));
        Field<NonNullGraphType<FlakinessType>>("flakiness").Cost(Costs.ManyPushes)
            .Description("How flaky it was over the days up to the newest push.")
            .Configuration()
            .Resolve(context => context.Source.FlakinessIn(context.ConfigurationArgument()));
        Field<NonNullGraphType<DurationSummaryType>>("durations").Cost(Costs.ManyPushes)
            .Description("How long it took in the tasks that ran it, in the pushes that its flakiness is of.")
            .Configuration()
            .Resolve(context => context.Source.DurationsIn(context.ConfigurationArgument()));
    }
}

internal static class ConfigurationArguments
{
    private const string Argument = "configuration";

    internal static FieldBuilder<TSource, TReturn> Configuration<TSource, TReturn>(this FieldBuilder<TSource, TReturn> field) =>
        field.Argument<StringGraphType>(Argument, "Counts only results in this configuration; if omitted, in all together.");

    internal static string? ConfigurationArgument(this IResolveFieldContext context) => context.GetArgument<string?>(Argument);
}

internal sealed class FlakinessType : ObjectGraphType<Flakiness>
{
    public FlakinessType()
    {
        Name = "Flakiness";
        Description =
            $"How often a group is flaky: over {Flakiness.ShortWindowDays} days, or {Flakiness.LongWindowDays} where it ran in fewer than {Flakiness.EnoughPushes} pushes of them. "
            + $"Pushes in which {InfrastructureFailure.MinFailedPercent} % or more of at least {InfrastructureFailure.MinGroups} groups failed are left out as infrastructure failures.";
        Field<NonNullGraphType<FloatGraphType>>("rate").Description("flakyPushes divided by n; 0 if it did not run.").Resolve(context => context.Source.Rate);
        Field<NonNullGraphType<IntGraphType>>("n").Description("The pushes in which it ran.").Resolve(context => context.Source.N);
        Field<NonNullGraphType<IntGraphType>>("flakyPushes").Description("Those of them in which it passed and failed under one job name.").Resolve(context => context.Source.FlakyPushes);
        Field<NonNullGraphType<IntGraphType>>("windowDays").Description("The length of the window.").Resolve(context => context.Source.WindowDays);
        Field<NonNullGraphType<BooleanGraphType>>("isFlaky").Description("Whether at least 2 pushes, and 1 % of n, are flaky.").Resolve(context => context.Source.IsFlaky);
    }
}

internal sealed class DurationSummaryType : ObjectGraphType<DurationQuantiles>
{
    public DurationSummaryType()
    {
        Name = "DurationSummary";
        Description = "How long tasks took. A quantile is always one of the durations.";
        Field<IntGraphType>("p50Ms").Description("The median in milliseconds; null if there are no durations.").Resolve(context => context.Source.P50Ms);
        Field<IntGraphType>("p90Ms").Description("The 90th percentile in milliseconds; null if there are no durations.").Resolve(context => context.Source.P90Ms);
        Field<NonNullGraphType<IntGraphType>>("n").Description("The number of durations.").Resolve(context => context.Source.N);
    }
}

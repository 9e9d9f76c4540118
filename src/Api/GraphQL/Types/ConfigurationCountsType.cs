using GraphQL.Types;
using GroupResults.Application.Results;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>The sums of one configuration.</summary>
internal sealed record ConfigurationCounts(string Configuration, ResultCounts Counts);

internal sealed class ConfigurationCountsType : ObjectGraphType<ConfigurationCounts>
{
    public ConfigurationCountsType()
    {
        Name = "ConfigurationCounts";
        Description = "Sums over the task runs of one configuration.";
        Field<NonNullGraphType<StringGraphType>>("configuration").Description("The job name without -cf and its chunk number.")
            .Resolve(context => context.Source.Configuration);
        Field<NonNullGraphType<ResultCountsType>>("counts").Description("The sums, including retries.").Resolve(context => context.Source.Counts);
    }
}

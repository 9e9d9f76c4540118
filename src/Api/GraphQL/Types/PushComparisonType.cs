using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Questions;
using GroupResults.Domain.Comparisons;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>How a push differs from another.</summary>
internal sealed record PushComparisonNode(PushComparison Comparison, QuestionedPush Base);

internal sealed class PushComparisonType : ObjectGraphType<PushComparisonNode>
{
    public PushComparisonType()
    {
        Name = "PushComparison";
        Description = "How the groups of a push differ from those of another, the base, in the configurations that ran them on both. Names are sorted.";
        Field<NonNullGraphType<PushType>>("base").Description("The push that this one is compared with.")
            .Resolve(context => PushLoader.ViewOf(context, context.Source.Base));
        Names("newFailures", "Passed in the base and fail here.", comparison => comparison.NewFailures);
        Names("fixed", "Failed or were intermittent in the base and pass here.", comparison => comparison.Fixed);
        Names("stillFailing", "Pass on neither side.", comparison => comparison.StillFailing);
        Names("becameIntermittent", "Passed in the base and are intermittent here.", comparison => comparison.BecameIntermittent);
        Names("onlyHere", "Ran here, and in no configuration that ran them in the base.", comparison => comparison.OnlyHere);
        Names("onlyInBase", "Ran in the base, and in no configuration that ran them here.", comparison => comparison.OnlyInBase);
    }

    private void Names(string name, string description, Func<PushComparison, IReadOnlyList<string>> names) =>
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>(name).Cost(Costs.GroupNames).Description(description)
            .Resolve(context => names(context.Source.Comparison));
}

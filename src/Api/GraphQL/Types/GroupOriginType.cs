using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Questions;
using GroupResults.Application.Results;
using GroupResults.Domain.Origins;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>The origin of a failure of a push.</summary>
internal sealed record GroupOriginNode(Origin Origin, QuestionedPush Push)
{
    internal PushView? At(IResolveFieldContext context, int? distance) =>
        distance is { } place ? PushLoader.ViewOf(context, Push.Of(Push.Origins.At(place))) : null;
}

internal sealed class GroupOriginType : ObjectGraphType<GroupOriginNode>
{
    public GroupOriginType()
    {
        Name = "GroupOrigin";
        Description = "Where a failure comes from, by what the parents say of the group in the same configuration.";
        Field<NonNullGraphType<OriginKindType>>("kind").Description("Whether it is new.").Resolve(context => context.Source.Origin.Kind);
        Field<IntGraphType>("distance").Description("How many parents away the push is that decided; null if none did.").Resolve(context => context.Source.Origin.Distance);
        Field<PushType>("lastPass").Cost(own: 0.01).Description("The nearest parent with a result, if it passed and the failure is therefore new.")
            .Resolve(context => context.Source.At(context, context.Source.Origin.LastPass));
        Field<PushType>("firstFail").Cost(own: 0.01).Description("If inherited, the oldest failing push that is reached before one that passed.")
            .Resolve(context => context.Source.At(context, context.Source.Origin.FirstFail));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<PushType>>>>("candidates").Cost(own: 0.01, times: Costs.CandidatesOfAFailure)
            .Description("If new, the pushes after lastPass up to this one, oldest first: one of them broke it.")
            .Resolve(context => context.Source.Origin.Candidates.Select(distance => context.Source.At(context, distance)));
        Field<PushType>("waitingFor").Cost(own: 0.01).Description("If pending, the parent with a task run that has not ended.")
            .Resolve(context => context.Source.At(context, context.Source.Origin.WaitingFor));
        Field<NonNullGraphType<StringGraphType>>("rule").Description("One sentence that says how it was decided.").Resolve(context => context.Source.Origin.Rule);
    }
}

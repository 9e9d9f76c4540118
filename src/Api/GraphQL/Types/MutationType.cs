using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application;
using GroupResults.Application.Access;
using GroupResults.Application.Ingestion;
using GroupResults.Domain.Access;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class MutationType : ObjectGraphType
{
    internal const string CreateAccessToken = "createAccessToken";
    internal const string RevokeAccessToken = "revokeAccessToken";

    public MutationType(IMediator mediator)
    {
        Name = "Mutation";
        Description = "Reports, other facts of pushes, and token management. When a mutation is answered, its changes are on disk, and every later read sees them.";
        Field<NonNullGraphType<RecordGroupResultsPayloadType>>("recordGroupResults")
            .Description("Stores one report.")
            .Argument<NonNullGraphType<RecordGroupResultsInputType>>("input", "The report.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordGroupResults(Allowed(context, context.GetArgument<ReportInput>("input"))), context.CancellationToken));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<RecordGroupResultsPayloadType>>>>("recordGroupResultsBatch").ListSizeOf("inputs")
            .Description("Stores up to 500 reports in one transaction: all or none.")
            .Argument<NonNullGraphType<ListGraphType<NonNullGraphType<RecordGroupResultsInputType>>>>("inputs", "The reports, at most one per task run.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordGroupResultsBatch(Allowed(context, context.GetArgument<List<ReportInput>>("inputs"))), context.CancellationToken));
        Field<NonNullGraphType<RecordGroupResultsPayloadType>>("ingestErrorSummary")
            .Description("Stores the group results of an errorsummary log. A log without group results never replaces existing ones; recordGroupResults with an empty list does.")
            .Argument<NonNullGraphType<IngestErrorSummaryInputType>>("input", "The log and its task run.")
            .ResolveAsync(async context => await mediator.Send(
                new IngestErrorSummary(Allowed(context, context.GetArgument<ErrorSummaryInput>("input"))), context.CancellationToken));
        this.AddFacts(mediator);
        Field<NonNullGraphType<CreateAccessTokenPayloadType>>(CreateAccessToken)
            .Description("Creates a token. Requires the scope ADMIN.")
            .Argument<NonNullGraphType<CreateAccessTokenInputType>>("input", "The properties of the token.")
            .ResolveAsync(async context => await CreateAccessTokenAsync(mediator, context));
        Field<NonNullGraphType<AccessTokenType>>(RevokeAccessToken)
            .Description("Revokes a token permanently, on every instance. A token that was revoked earlier stays as it is. Requires the scope ADMIN.")
            .Argument<NonNullGraphType<IdGraphType>>("id", "The token's id, not its secret.")
            .ResolveAsync(async context =>
            {
                context.Operation().Caller.Ensure(AccessScopes.Admin);
                return await mediator.Send(new Application.Access.RevokeAccessToken(context.GetArgument<string>("id")), context.CancellationToken);
            });
    }

    internal static T Allowed<T>(IResolveFieldContext context, T input)
        where T : IPushInput
    {
        context.Operation().Caller.Ensure(AccessScopes.Ingest, input.Repository, "input.repository");
        return input;
    }

    /// <summary>Refuses the whole batch if one input is not allowed.</summary>
    internal static List<T> Allowed<T>(IResolveFieldContext context, List<T> inputs)
        where T : IPushInput
    {
        for (var i = 0; i < inputs.Count; i++)
            context.Operation().Caller.Ensure(AccessScopes.Ingest, inputs[i].Repository, $"inputs[{i}].repository");
        return inputs;
    }

    private static async Task<CreatedAccessToken> CreateAccessTokenAsync(IMediator mediator, IResolveFieldContext context)
    {
        context.Operation().Caller.Ensure(AccessScopes.Admin);
        try
        {
            return await mediator.Send(context.GetArgument<Application.Access.CreateAccessToken>("input"), context.CancellationToken);
        }
        catch (InvalidInputException invalid)
        {
            throw invalid.Within("input");
        }
    }
}

internal sealed class RecordGroupResultsPayloadType : ObjectGraphType<RecordedReport>
{
    public RecordGroupResultsPayloadType(PushLoader loader)
    {
        Name = "RecordGroupResultsPayload";
        Description = "The outcome of a report.";
        Field<NonNullGraphType<PushType>>("push").Description("The push, including this report.")
            .ResolveAsync(async context => await loader.LoadAsync(context, context.Source.Head.Push, context.Source.Head));
        Field<NonNullGraphType<BooleanGraphType>>("changed").Description("False if an identical report was stored before.")
            .Resolve(context => context.Source.Changed);
        Field<NonNullGraphType<IntGraphType>>("accepted").Description("The number of stored results, after merging duplicates.")
            .Resolve(context => context.Source.Accepted);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<RejectedResultType>>>>("rejected").Description("The rejected lines of a log.")
            .Resolve(context => context.Source.Rejected);
    }
}

internal sealed class RejectedResultType : ObjectGraphType<RejectedLine>
{
    public RejectedResultType()
    {
        Name = "RejectedResult";
        Description = "A rejected line of a log.";
        Field<IntGraphType>("line").Description("The line number, from 1; blank lines count.").Resolve(context => context.Source.Line);
        Field<StringGraphType>("group").Description("The group that the line names, if any.").Resolve(context => context.Source.Group);
        Field<NonNullGraphType<RejectionCodeType>>("code").Description("The reason, for programs.").Resolve(context => context.Source.Code);
        Field<NonNullGraphType<StringGraphType>>("reason").Description("The reason for the rejection, for people.").Resolve(context => context.Source.Reason);
    }
}

using GraphQL;
using GraphQL.Types;
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
        Description = "What CI tasks report, and who may. Each is on disk, and every read that begins afterwards sees it, when it is answered.";
        Field<NonNullGraphType<RecordGroupResultsPayloadType>>("recordGroupResults")
            .Description("Stores one report. It is durable, and every read that begins afterwards sees it, when this answers.")
            .Argument<NonNullGraphType<RecordGroupResultsInputType>>("input", "The report.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordGroupResults(Allowed(context, context.GetArgument<ReportInput>("input"))), context.CancellationToken));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<RecordGroupResultsPayloadType>>>>("recordGroupResultsBatch")
            .Description("Stores up to 500 reports in one transaction: all or none.")
            .Argument<NonNullGraphType<ListGraphType<NonNullGraphType<RecordGroupResultsInputType>>>>("inputs", "The reports, each of another task run.")
            .ResolveAsync(async context => await mediator.Send(
                new RecordGroupResultsBatch(Allowed(context, context.GetArgument<List<ReportInput>>("inputs"))), context.CancellationToken));
        Field<NonNullGraphType<RecordGroupResultsPayloadType>>("ingestErrorSummary")
            .Description("Stores the group results of an errorsummary log. A log without group results never replaces existing ones; recordGroupResults with an empty list does.")
            .Argument<NonNullGraphType<IngestErrorSummaryInputType>>("input", "The log, and whose it is.")
            .ResolveAsync(async context => await mediator.Send(
                new IngestErrorSummary(Allowed(context, context.GetArgument<ErrorSummaryInput>("input"))), context.CancellationToken));
        Field<NonNullGraphType<CreateAccessTokenPayloadType>>(CreateAccessToken)
            .Description("Makes a token, which is good from the moment of the answer. Needs the scope ADMIN.")
            .Argument<NonNullGraphType<CreateAccessTokenInputType>>("input", "What it is to be like.")
            .ResolveAsync(async context => await CreateAccessTokenAsync(mediator, context));
        Field<NonNullGraphType<AccessTokenType>>(RevokeAccessToken)
            .Description("Makes a token useless, at once, for good and on every instance. One that was revoked before stays as it is. Needs the scope ADMIN.")
            .Argument<NonNullGraphType<IdGraphType>>("id", "The token's; never its secret.")
            .ResolveAsync(async context =>
            {
                CacheReport.Of(context).Caller.Ensure(AccessScopes.Admin);
                return await mediator.Send(new Application.Access.RevokeAccessToken(context.GetArgument<string>("id")), context.CancellationToken);
            });
    }

    private static T Allowed<T>(IResolveFieldContext context, T input)
        where T : ITaskRunInput
    {
        CacheReport.Of(context).Caller.Ensure(AccessScopes.Ingest, input.Repository, "input.repository");
        return input;
    }

    /// <summary>All or none: one that is not allowed refuses the batch.</summary>
    private static List<ReportInput> Allowed(IResolveFieldContext context, List<ReportInput> inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
            CacheReport.Of(context).Caller.Ensure(AccessScopes.Ingest, inputs[i].Repository, $"inputs[{i}].repository");
        return inputs;
    }

    private static async Task<CreatedAccessToken> CreateAccessTokenAsync(IMediator mediator, IResolveFieldContext context)
    {
        CacheReport.Of(context).Caller.Ensure(AccessScopes.Admin);
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
        Description = "What became of a report.";
        Field<NonNullGraphType<PushType>>("push").Description("The push, with this report in it.")
            .ResolveAsync(async context => await loader.LoadAsync(context, context.Source.Head.Push, context.Source.Head));
        Field<NonNullGraphType<BooleanGraphType>>("changed").Description("False: this exact report was known.")
            .Resolve(context => context.Source.Changed);
        Field<NonNullGraphType<IntGraphType>>("accepted").Description("Results stored, after merging duplicates.")
            .Resolve(context => context.Source.Accepted);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<RejectedResultType>>>>("rejected").Description("Lines of a log that were left out.")
            .Resolve(context => context.Source.Rejected);
    }
}

internal sealed class RejectedResultType : ObjectGraphType<RejectedLine>
{
    public RejectedResultType()
    {
        Name = "RejectedResult";
        Description = "A line of a log that was left out.";
        Field<IntGraphType>("line").Description("From 1; blank lines count.").Resolve(context => context.Source.Line);
        Field<StringGraphType>("group").Description("The group the line names, where it names one.").Resolve(context => context.Source.Group);
        Field<NonNullGraphType<StringGraphType>>("reason").Description("What is wrong with it.").Resolve(context => context.Source.Reason);
    }
}

using GraphQL;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Application.Access;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using GroupResults.Domain.Stability;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class QueryType : ObjectGraphType
{
    internal const int DefaultPageSize = 20;
    internal const string AccessTokens = "accessTokens";

    public QueryType(IMediator mediator, PushLoader loader)
    {
        Name = "Query";
        Description = "Stored data. A response includes every report that was acknowledged before the request.";
        Field<PushType>("push").Description("A push; null if there is no such push.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "The source branch, such as autoland.")
            .Argument<NonNullGraphType<StringGraphType>>("revision", "The revision, or its first digits, 12 or more. If several revisions begin with them, the query is refused.")
            .ResolveAsync(async context => await loader.LoadNamedAsync(
                context, new PushKey(Readable(context, context.GetArgument<string>("repository")), context.GetArgument<string>("revision"))));
        Field<NodeInterface>("node").Cost(Costs.TaskRuns).Description("A push, a task run, a repository or a group by id; null if there is no such object.")
            .Argument<NonNullGraphType<IdGraphType>>("id", "The value of an id field.")
            .ResolveAsync(async context => await loader.LoadNodeAsync(context, context.GetArgument<string>("id")));
        Field<NonNullGraphType<ListGraphType<NodeInterface>>>("nodes").ListSizeOf("ids", each: Costs.TaskRuns)
            .Description("Pushes, task runs, repositories and groups by their ids, in the order of the ids; null for an id that names none.")
            .Argument<NonNullGraphType<ListGraphType<NonNullGraphType<IdGraphType>>>>("ids", "Values of id fields.")
            .ResolveAsync(async context => await loader.LoadNodesAsync(context, context.GetArgument<List<string>>("ids")));
        Field<NonNullGraphType<PushConnectionType>>("pushes").PageSize("first", DefaultPageSize, Costs.Counts)
            .Description("A repository's pushes that match all conditions, newest first.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "The source branch, such as autoland.")
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = DefaultPageSize;
                argument.Description = $"Page size, 1 to {ListPushes.MaxPageSize}.";
            })
            .Argument<StringGraphType>("after", "The endCursor of the previous page.")
            .Argument<PushStabilityType>("stability", "Pushes that are active or stable now.")
            .Argument<DateTimeGraphType>("pushedSince", "Pushes with a pushedAt, or else firstSeenAt, at or after this time.")
            .Argument<DateTimeGraphType>("pushedBefore", "Pushes with a pushedAt, or else firstSeenAt, before this time.")
            .Argument<BooleanGraphType>("hasFailures", "Pushes with an ERROR in any task run, or without.")
            .Argument<PushOrderType>("orderBy", argument =>
            {
                argument.DefaultValue = PushOrder.Activity;
                argument.Description = "The order; a cursor belongs to one.";
            })
            .ResolveAsync(async context => await mediator.Send(ListOf(context), context.CancellationToken));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<RepositoryType>>>>("repositories").ListSize(Costs.Repositories)
            .Description("The repositories with pushes, by name. A token for some repositories sees only those.")
            .ResolveAsync(async context => await loader.LoadRepositoriesAsync(context));
        Field<RepositoryType>("repository").Description("A repository; null if it has no push.")
            .Argument<NonNullGraphType<StringGraphType>>("name", "The source branch, such as autoland.")
            .ResolveAsync(async context => await loader.LoadRepositoryAsync(context, Readable(context, context.GetArgument<string>("name"), "name")));
        Field<NonNullGraphType<CacheStatisticsType>>("cacheStatistics").Cost(Costs.Counts).Description("Statistics of this instance's cache.")
            .ResolveAsync(async context => await mediator.Send(new GetCacheStatistics(), context.CancellationToken));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessTokenType>>>>(AccessTokens)
            .Description("All tokens, including expired and revoked ones, in the order of creation. Requires the scope ADMIN.")
            .ResolveAsync(async context =>
            {
                context.Operation().Caller.Ensure(AccessScopes.Admin);
                return await mediator.Send(new ListAccessTokens(), context.CancellationToken);
            });
    }

    private static ListPushes ListOf(IResolveFieldContext context) => new(
        Readable(context, context.GetArgument<string>("repository")),
        context.GetArgument("first", DefaultPageSize),
        OpaqueCursor.PushListPlace(context.GetArgument<string?>("after")))
    {
        Order = context.GetArgument("orderBy", PushOrder.Activity),
        Filter = new PushFilter(
            context.GetArgument<PushStability?>("stability") is { } stability ? new StabilityAt(stability, context.Operation().At) : null,
            InputFields.MomentOf(context.GetArgument<object?>("pushedSince")),
            InputFields.MomentOf(context.GetArgument<object?>("pushedBefore")),
            context.GetArgument<bool?>("hasFailures")),
        CountsAll = FieldNames.Below(context).Contains("totalCount"),
    };

    private static string Readable(IResolveFieldContext context, string repository, string field = "repository")
    {
        context.Operation().Caller.Ensure(AccessScopes.Read, repository, field);
        return repository;
    }
}

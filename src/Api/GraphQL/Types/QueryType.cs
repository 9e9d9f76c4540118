using GraphQL;
using GraphQL.Types;
using GroupResults.Application.Access;
using GroupResults.Application.Monitoring;
using GroupResults.Application.Pushes;
using GroupResults.Domain.Access;
using GroupResults.Domain.Pushes;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class QueryType : ObjectGraphType
{
    internal const int DefaultPageSize = 20;
    internal const string AccessTokens = "accessTokens";

    public QueryType(IMediator mediator, PushLoader loader)
    {
        Name = "Query";
        Description = "What is stored. An answer has all that was acknowledged before it was asked for.";
        Field<PushType>("push").Description("One push; null where there is none.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "The source branch, such as autoland.")
            .Argument<NonNullGraphType<StringGraphType>>("revision", "As its reports sent it.")
            .ResolveAsync(async context => await loader.LoadAsync(
                context, new PushKey(Readable(context, context.GetArgument<string>("repository")), context.GetArgument<string>("revision")), head: null));
        Field<NodeInterface>("node").Description("A push or a task run by its id; null where there is none.")
            .Argument<NonNullGraphType<IdGraphType>>("id", "As an id field gave it.")
            .ResolveAsync(async context => await loader.LoadNodeAsync(context, context.GetArgument<string>("id")));
        Field<NonNullGraphType<PushConnectionType>>("pushes").Description("A repository's pushes, newest activity first.")
            .Argument<NonNullGraphType<StringGraphType>>("repository", "The source branch, such as autoland.")
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = DefaultPageSize;
                argument.Description = $"Page size, 1 to {ListPushes.MaxPageSize}.";
            })
            .Argument<StringGraphType>("after", "The endCursor of the page before.")
            .ResolveAsync(async context => await mediator.Send(
                new ListPushes(
                    Readable(context, context.GetArgument<string>("repository")),
                    context.GetArgument("first", DefaultPageSize),
                    OpaqueCursor.PushListPlace(context.GetArgument<string?>("after"))),
                context.CancellationToken));
        Field<NonNullGraphType<CacheStatisticsType>>("cacheStatistics").Description("How the cache of this instance does.")
            .ResolveAsync(async context => await mediator.Send(new GetCacheStatistics(), context.CancellationToken));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessTokenType>>>>(AccessTokens)
            .Description("All tokens there ever were, in the order in which they were made. Needs the scope ADMIN.")
            .ResolveAsync(async context =>
            {
                CacheReport.Of(context).Caller.Ensure(AccessScopes.Admin);
                return await mediator.Send(new ListAccessTokens(), context.CancellationToken);
            });
    }

    private static string Readable(IResolveFieldContext context, string repository)
    {
        CacheReport.Of(context).Caller.Ensure(AccessScopes.Read, repository);
        return repository;
    }
}

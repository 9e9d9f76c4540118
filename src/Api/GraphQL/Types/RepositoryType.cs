using GraphQL;
using GraphQL.Builders;
using GraphQL.Types;
using GraphQLServer.Documents;
using GroupResults.Api.Http;
using GroupResults.Application;
using GroupResults.Application.Pushes;
using GroupResults.Application.Questions;
using MediatR;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class RepositoryType : ObjectGraphType<QuestionedRepository>
{
    private const int DefaultGroups = 20;

    private readonly IMediator _mediator;

    public RepositoryType(IMediator mediator)
    {
        _mediator = mediator;
        Name = "Repository";
        Description = "A source branch with pushes. What it leads to comes from one state of the storage.";
        Interface<NodeInterface>();
        Field<NonNullGraphType<IdGraphType>>("id").Description("An opaque id.").Resolve(context => OpaqueCursor.RepositoryId(context.Source.Name));
        Field<NonNullGraphType<StringGraphType>>("name").Description("The name, such as autoland.").Resolve(context => context.Source.Name);
        Field<NonNullGraphType<IntGraphType>>("pushCount").Description("The number of its pushes.").Resolve(context => context.Source.Stored.PushCount);
        Field<NonNullGraphType<DateTimeGraphType>>("lastActivityAt").Description("The latest activity of its pushes.")
            .Resolve(context => context.Source.Stored.LastActivityAt.UtcDateTime);
        Field<NonNullGraphType<PushConnectionType>>("pushes").PageSize("first", QueryType.DefaultPageSize, Costs.Counts).Description("Its pushes, newest first.")
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = QueryType.DefaultPageSize;
                argument.Description = $"Page size, 1 to {ListPushes.MaxPageSize}.";
            })
            .Argument<StringGraphType>("after", "The endCursor of the previous page.")
            .Argument<PushOrderType>("orderBy", argument =>
            {
                argument.DefaultValue = PushOrder.Position;
                argument.Description = "The order; a cursor belongs to one.";
            })
            .ResolveAsync(async context => await ListPushesAsync(context));
        AddGroups();
        Field<NonNullGraphType<GroupSummaryType>>("groupSummary").Cost(Costs.GroupSummary)
            .Description("How often each group passed and failed in the task runs of a day, as Treeherder's groupsummary counts: by job type, of jobs whose name begins with test-.")
            .Argument<NonNullGraphType<StringGraphType>>("date", "The day in UTC, such as 2026-03-04. A push belongs to the day of its pushedAt or, if that is not known, of its firstSeenAt.")
            .Resolve(context => context.Source.Summarize(DateOf(context.GetArgument<string>("date")), context.CancellationToken));
    }

    private void AddGroups()
    {
        Field<GroupType>("group").Cost(Costs.Group).Description("A group; null if no push of the repository has a result of it.")
            .Argument<NonNullGraphType<StringGraphType>>("name", "The name of the test manifest.")
            .Resolve(context => context.Source.FindGroup(context.GetArgument<string>("name")));
        Groups("flakiest", Costs.Flakiest, (repository, first) => repository.FindFlakiest(first)).Description(
            "The groups that are flaky at the newest push: the highest rate first, then the most flaky pushes, then by name.");
        Groups("slowest", Costs.Slowest, (repository, first) => repository.FindSlowest(first)).Description(
            $"The groups with the highest median duration in the tasks of the newest {QuestionedRepository.MaxPushesOfSlowest} pushes, then by name.");
    }

    private FieldBuilder<QuestionedRepository, object> Groups(
        string name, double own, Func<QuestionedRepository, int, IReadOnlyList<QuestionedGroup>> find) =>
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<GroupType>>>>(name).ListSizeOf("first", DefaultGroups, own)
            .Argument<IntGraphType>("first", argument =>
            {
                argument.DefaultValue = DefaultGroups;
                argument.Description = $"How many, 1 to {GroupPages.MaxSize}.";
            })
            .Resolve(context => find(context.Source, context.PageSize(DefaultGroups)));

    private Task<PushListPage> ListPushesAsync(IResolveFieldContext<QuestionedRepository> context) => _mediator.Send(
        new ListPushes(context.Source.Name, context.GetArgument("first", QueryType.DefaultPageSize), OpaqueCursor.PushListPlace(context.After()))
        {
            Order = context.GetArgument("orderBy", PushOrder.Position),
            CountsAll = FieldNames.Below(context).Contains("totalCount"),
        },
        context.CancellationToken);

    private static DateOnly DateOf(string text) => Dates.TryParse(text, out var date)
        ? date
        : throw new InvalidInputException("date", "is not a date such as 2026-03-04");
}

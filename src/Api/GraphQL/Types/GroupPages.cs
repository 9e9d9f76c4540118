using GraphQL;
using GraphQL.Builders;
using GraphQL.Types;
using GraphQLServer.Documents;

namespace GroupResults.Api.GraphQL.Types;

/// <summary>A page of a list that is in memory.</summary>
/// <param name="Cursors">One for each item.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, IReadOnlyList<string> Cursors, bool HasNextPage, int TotalCount)
{
    /// <param name="isAfter">Whether an item comes after the place where the page begins.</param>
    internal static Page<T> Of(IReadOnlyCollection<T> all, int first, Func<T, bool> isAfter, Func<T, string> cursorOf)
    {
        var rest = all.Where(isAfter).Take(first + 1).ToList();
        List<T> items = [.. rest.Take(first)];
        return new Page<T>(items, [.. items.Select(cursorOf)], rest.Count > first, all.Count);
    }
}

/// <summary>The arguments of every page of groups.</summary>
internal static class GroupPages
{
    internal const int DefaultSize = 50;
    internal const int MaxSize = 2000;

    /// <param name="own">The cost of the list, whatever the size of the page.</param>
    internal static FieldBuilder<TSource, TReturn> GroupPage<TSource, TReturn>(this FieldBuilder<TSource, TReturn> field, double own) => field
        .PageSize("first", DefaultSize, own)
        .Argument<IntGraphType>("first", argument =>
        {
            argument.DefaultValue = DefaultSize;
            argument.Description = $"Page size, 1 to {MaxSize}.";
        })
        .Argument<StringGraphType>("after", "The endCursor of the previous page.");

    internal static string? After(this IResolveFieldContext context) => context.GetArgument<string?>("after");

    /// <summary>In range: the server refuses others before it executes anything.</summary>
    internal static int PageSize(this IResolveFieldContext context, int defaultSize = DefaultSize) => context.GetArgument("first", defaultSize);

    internal static PageBounds BoundsOf<T>(this IResolveFieldContext context, Page<T> page) => PageBounds.Of(context.Parent!.After(), page.HasNextPage, page.Cursors);
}

/// <summary>A page of names.</summary>
internal sealed class GroupNameConnectionType : ObjectGraphType<Page<string>>
{
    public GroupNameConnectionType()
    {
        Name = "GroupNameConnection";
        Description = "A page of group names, sorted.";
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>("nodes").PageItems().Description("The names of this page.")
            .Resolve(context => context.Source.Items);
        Field<NonNullGraphType<PageBoundsType>>("pageInfo").Description("The bounds of this page.").Resolve(context => context.BoundsOf(context.Source));
        Field<NonNullGraphType<IntGraphType>>("totalCount").Description("The number of names on all pages.").Resolve(context => context.Source.TotalCount);
    }
}
